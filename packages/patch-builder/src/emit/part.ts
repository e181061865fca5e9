import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { type Fn, fnOf } from '@iaso/babel-plugin'
import type { Extension } from '../compare/extensions.js'
import type { Initialised } from '../compare/initialised.js'
import type { TopLevel } from '../compare/toplevel.js'
import type { Write } from '../compare/writes.js'
import { inlineShape, type Pair } from '../program.js'
import { Births } from './births.js'
import { CellBook } from './cells.js'
import { MemberEmitter } from './class-members.js'
import { copyTree } from './clone.js'
import { constantOf, Emitter, type PatchScope } from './emitter.js'
import { extensionStatement, inOrder, lateChange, lateStatement, MADE } from './extension.js'
import { ALIAS, FIELD } from './fields.js'
import { FunctionEmitter } from './functions.js'
import type { Edited } from './index.js'
import { CONTEXT } from './keep.js'
import { Later } from './later.js'
import { Reach } from './reach.js'
import { rewrite } from './rewrite.js'
import { LAZY, writeChange } from './writes.js'

/** Emits the part of a patch that is for one module of the release. */
export class PartEmitter extends Emitter {
  readonly cells: CellBook
  /** What has to hold before any part is run. */
  readonly checks: Later
  /** What comes when all parts have been run. */
  readonly later: Later
  /** Constants that need the declarations that the part adds. */
  readonly made: t.Statement[] = []
  readonly functions = new FunctionEmitter(this)
  readonly members = new MemberEmitter(this)
  readonly reach: Reach
  readonly births: Births
  readonly pair: Pair
  readonly topLevel: TopLevel
  private readonly helpers = new Map<string, string>()
  private readonly initialised: readonly Initialised[]

  constructor({ pair, topLevel, changes, left, reads, initialised }: Edited, patch: PatchScope) {
    super(pair.next, pair.path, patch)
    this.pair = pair
    this.topLevel = topLevel
    this.initialised = initialised
    // the release's code, which may stand next to the new, brings its own names
    for (const name of [...pair.old.names, ...pair.old.globals.keys()]) pair.next.names.add(name)
    this.checks = new Later(pair.mapping.id, 'before')
    this.later = new Later(pair.mapping.id, 'after')
    const shapeOf = (fn: Fn) => inlineShape(fn, pair.next, pair.ids, reads.get(fn))
    this.cells = new CellBook(pair, patch.mapping.release, shapeOf, new Set(left.map(({ cell }) => cell)))
    this.reach = new Reach(pair, topLevel, this, use => this.members.addedPrivate(use))
    this.births = new Births(pair, this, this.reach, this.cells, new Set(changes.map(({ fn }) => fn)), topLevel)
  }

  /** `($c => { …; return { $cell: implementation } })`: engines parse a function in parentheses once, not first in passing. */
  link(
    cells: readonly t.ObjectProperty[],
    extensions: readonly t.Statement[],
    installs: readonly t.Expression[],
  ): t.Expression {
    const properties =
      installs.length === 0
        ? cells
        : [t.objectProperty(t.stringLiteral(''), t.arrayExpression([...installs])), ...cells]
    const body = t.blockStatement([
      ...this.head,
      ...extensions,
      ...this.made,
      ...[this.checks, this.later].flatMap(each => (each.isEmpty ? [] : [each.hold()])),
      t.returnStatement(t.objectExpression([...properties])),
    ])
    if (this.isStrict) body.directives.push(t.directive(t.directiveLiteral('use strict')))
    return t.parenthesizedExpression(t.arrowFunctionExpression([t.identifier(CONTEXT)], body))
  }

  get staying(): ReadonlySet<Fn> {
    return this.births.staying
  }

  /** Declarations that the release doesn't have, in the order in which they can be made. */
  extensions(): t.Statement[] {
    return inOrder(this.topLevel).map(extension =>
      this.patch.isLate(extension)
        ? lateStatement(extension)
        : extensionStatement(extension, this.declaration(extension)),
    )
  }

  private declaration({ item }: Extension): t.Node {
    return rewrite(this.births.copy(item.node, null), this.reach.surroundings(null, {}, undefined))
  }

  /** What is made, or written, when all else is done. */
  addLater(made: Extension | Write): void {
    if ('item' in made) this.later.add(lateChange(made, this.declaration(made), this.helper('$made', MADE)))
    else if (made.kind !== 'derived')
      this.later.add(t.callExpression(this.helper('$lazy', LAZY), [t.arrowFunctionExpression([], this.write(made))]))
    else {
      const name = this.names.unique('$again')
      this.made.push(constantOf(name, this.write(made)))
      this.checks.add(t.memberExpression(t.identifier(name), t.identifier('check')))
      this.later.add(t.identifier(name))
    }
  }

  /** `$field(() => Cart, "sent", function () { return 0 }, 1)`, `$alias(() => Cart, "list", ["_list"])` */
  settings(): t.Expression[] {
    const answering = (value: t.Expression) =>
      t.functionExpression(null, [], t.blockStatement([t.returnStatement(value)]))
    return this.initialised.map(({ name, key, value, released, from }) => {
      const klass = t.arrowFunctionExpression([], this.reach.moduleName(name).read())
      const others = from?.map(other => t.stringLiteral(other))
      if (others !== undefined)
        return t.callExpression(this.helper('$alias', ALIAS), [klass, t.stringLiteral(key), t.arrayExpression(others)])
      const init = value ? answering(this.expression(value)) : t.nullLiteral()
      // made of nothing but what the instance has
      const back = released ? [answering(t.cloneNode(released))] : []
      return t.callExpression(this.helper('$field', FIELD), [
        klass,
        t.stringLiteral(key),
        init,
        t.numericLiteral(1),
        ...back,
      ])
    })
  }

  /** A change in place, of what living code shares. */
  write(write: Write): t.Expression {
    const expression = (node: t.Expression) => this.expression(node)
    return writeChange(write, {
      expression,
      released: node => {
        const copy = copyTree(node, this.pair.old, fnOf(this.pair.old), this.references, false)
        return rewrite(copy.node, this.reach.surroundings(null, {}, undefined)) as t.Expression
      },
      method: node => (expression(t.objectExpression([node])) as t.ObjectExpression).properties[0] as t.ObjectMethod,
      moduleName: name => this.reach.moduleName(name),
      helper: (name, code) => this.helper(name, code),
    })
  }

  /** Code of the top level, as it stands in the patch. */
  expression(node: t.Expression): t.Expression {
    return rewrite(this.births.copy(node, null), this.reach.surroundings(null, {}, undefined)) as t.Expression
  }

  /** A piece of code that the part has once, at its head. */
  helper(name: string, code: string): t.Expression {
    return t.identifier(this.helperName(name, code))
  }

  helperName(name: string, code: string): string {
    let local = this.helpers.get(name)
    if (local === undefined) {
      local = this.names.unique(name)
      this.helpers.set(name, local)
      this.constant(local, parseExpression(code))
    }
    return local
  }

  functionOf(node: t.Node): Fn {
    return this.module.functions.find(each => each.node === node) as Fn
  }

  private get isStrict(): boolean {
    return this.module.strict
  }

  /** Code of a class, or below a directive, is strict in a sloppy module too: `(() => { "use strict"; return … })()`. */
  asStrictAs(fn: Fn, value: t.Expression): t.Expression {
    if (this.isStrict || !fn.strict) return value
    const body = t.blockStatement([t.returnStatement(value)], [t.directive(t.directiveLiteral('use strict'))])
    return t.callExpression(t.arrowFunctionExpression([], body), [])
  }
}
