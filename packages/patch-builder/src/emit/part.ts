import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, type Home, type PrivateUse } from '@iaso/babel-plugin'
import { type CellMapping, type Layout, NOT_PASSED } from '@iaso/protocol'
import { anewAt } from '../compare/anew.js'
import { constructorOf, keyText, reachesThis } from '../compare/classes.js'
import { NO_CODE } from '../compare/direct.js'
import type { Extension } from '../compare/extensions.js'
import type { FunctionChange } from '../compare/functions.js'
import type { Initialised } from '../compare/initialised.js'
import type { TopLevel } from '../compare/toplevel.js'
import type { Write } from '../compare/writes.js'
import { inlineShape, type Pair } from '../program.js'
import { readable } from '../resolve/readable.js'
import { remadeFor } from '../resolve/remade.js'
import { findCapture, isClassOfModule } from '../verify/needs.js'
import { ANEW, anewChange, pastGuard, takingAll } from './anew.js'
import { Births } from './births.js'
import { CellBook } from './cells.js'
import { copyTree } from './clone.js'
import { DERIVED, isSuperStatement, splitAtSuper, yieldAtSuper } from './construct.js'
import { Emitter, type PatchScope } from './emitter.js'
import { extensionStatement, inOrder, lateChange, lateStatement, MADE } from './extension.js'
import { ALIAS, EXTEND, FIELD, ownField, PRIVATE, withoutField } from './fields.js'
import { ITERATE } from './for-await.js'
import { captureKey, Handover, implementation } from './implement.js'
import type { Edited } from './index.js'
import { CONTEXT, keep } from './keep.js'
import { Later } from './later.js'
import { memberChange } from './members.js'
import { named } from './named.js'
import type { PrivateAccessors } from './private.js'
import { Reach } from './reach.js'
import { noPlainSuper, Refusal, unreachablePrivate } from './refusal.js'
import { rewrite, type Self, type Surroundings } from './rewrite.js'
import { SETTLE, settle } from './settle.js'
import { STEPS, takeSteps } from './steps.js'
import { superClassOf } from './super.js'
import { LAZY, writeChange } from './writes.js'

/** Emits the part of a patch that is for one module of the release. */
export class PartEmitter extends Emitter {
  readonly cells: CellBook
  /** What has to hold before any part is run. */
  readonly checks: Later
  /** What comes when all parts have been run. */
  readonly later: Later
  private readonly helpers = new Map<string, string>()
  /** Names of what stands behind fields that classes have gained. */
  private readonly initials = new Map<t.Node, string>()
  private readonly made: t.Statement[] = []
  private readonly boxes = new Map<CellMapping, string>()
  private readonly reach: Reach
  private readonly births: Births

  readonly pair: Pair
  private readonly topLevel: TopLevel
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
    this.reach = new Reach(pair, topLevel, this, use => this.addedPrivate(use))
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

  /** What a cell is set to. */
  implement(fn: Fn, cell: CellMapping): t.Expression {
    const { layout } = cell
    const copy = this.births.copy(fn.node, fn)
    const takesArguments = layout.params.kind === 'arguments' ? this.names.unique('$arguments') : undefined
    const { bindings, declarations } = remadeFor(fn, cell, this.pair)
    const remade = declarations.map(node => this.births.copy(node, fn))
    const own = new Set([...bindings].map(binding => this.reach.bindingKey(binding)))
    const handover = new Handover(
      layout,
      fn,
      base => this.names.unique(base),
      takesArguments,
      own,
      readable(cell, this.pair),
    )
    this.aliasRenamed(fn, cell, handover)
    const around = this.reach.surroundings(fn, this.selfOf(fn, handover), handover)
    const body = rewriteOwnCode(copy, around)
    if (remade.length > 0)
      beginWith(
        body as t.Function,
        remade.map(node => asStatement(rewrite(node, around))),
      )
    this.setFields(fn, body as t.Function, handover, layout)
    const leaves = fn.async && this.isGuardAsync(cell)
    if (leaves) this.leaveToGuard(fn, body as t.Function)
    this.reachSuper(fn, body as t.Function, handover)
    const made = implementation(fn, body, handover)
    const isAnew = this.anew(fn, cell) !== undefined
    const unique = (base: string) => this.names.unique(base)
    const implemented = isAnew
      ? takingAll(made, handover.params.length, layout, this.boxOf(cell), unique)
      : takesSpare(fn, layout)
        ? this.withSpare(made, fn, handover, layout)
        : made
    return this.asStrictAs(fn, this.asGuardTakesIt(implemented, leaves && fn.generator, handover))
  }

  private anew(fn: Fn, cell: CellMapping): Home | undefined {
    const home = anewAt(fn, cell, this.pair)
    return home === undefined || this.topLevel.extensions.has(home.root) || cell.inline === NO_CODE ? undefined : home
  }

  /** Functions that pass more than the release's, put in their places. */
  putAnew({ fn, cells }: FunctionChange): t.Expression[] {
    return cells.flatMap(cell => {
      const home = this.anew(fn, cell)
      if (home === undefined) return []
      const root = this.reach.moduleName(home.root).read()
      return [anewChange(this.helper('$anew', ANEW), root, home, fn, cell, this.pair)]
    })
  }

  private boxOf(cell: CellMapping): string {
    let name = this.boxes.get(cell)
    if (name === undefined) {
      name = this.names.unique('$box')
      this.boxes.set(cell, name)
      this.constant(name, pastGuard(cell, this.pair))
    }
    return name
  }

  /** What calls `super(…)` is the guard. */
  private reachSuper(fn: Fn, node: t.Function, { late }: Handover): void {
    if (late?.called) yieldAtSuper(node, fn.key, late.name, base => this.names.unique(base))
    else if (late !== undefined) node.body = splitAtSuper(node.body as t.BlockStatement, late.name)
  }

  /** `$steps.make(function* () { … })`, `$derived(function* () { … })` */
  private asGuardTakesIt(code: t.Expression, isStepped: boolean, { late }: Handover): t.Expression {
    if (late?.called) return t.callExpression(this.helper('$derived', DERIVED), [code])
    if (!isStepped) return code
    return t.callExpression(t.memberExpression(this.helper('$steps', STEPS), t.identifier('make')), [code])
  }

  /** The cell is read by guards of async functions or generators, which have the promises. */
  private isGuardAsync(cell: CellMapping): boolean {
    if (cell.inline === NO_CODE) return false
    const isFresh = this.cells.fresh.some(fresh => fresh.cell === cell.cell)
    return isFresh || this.pair.bornIn(cell)?.functionOf(cell.function)?.async === true
  }

  private leaveToGuard(fn: Fn, node: t.Function): void {
    const unique = (base: string) => this.names.unique(base)
    if (!fn.generator) settle(fn, node, () => this.helper('$async', SETTLE), unique)
    else
      takeSteps(node, {
        steps: this.helperName('$steps', STEPS),
        iterate: () => this.helperName('$iterate', ITERATE),
        unique,
      })
  }

  private aliasRenamed(fn: Fn, cell: CellMapping, handover: Handover): void {
    for (const binding of fn.captured) {
      const capture = findCapture(binding, cell, this.pair)
      if (capture !== undefined && capture.name !== binding.name)
        handover.alias(this.reach.bindingKey(binding), captureKey(capture))
    }
  }

  /** `($this, a, $more) => (implementation)($this, a, $more === 5e-324 ? void 0 : $more)` */
  private withSpare(implemented: t.Expression, { node }: Fn, handover: Handover, { params }: Layout): t.Expression {
    const count = handover.params.length + (params.kind === 'positional' ? params.count : 0)
    const names = Array.from({ length: count }, (_, at) => this.names.unique(`$${at}`))
    const more = this.names.unique('$more')
    const isMissing = t.binaryExpression('===', t.identifier(more), t.numericLiteral(NOT_PASSED))
    const gathers = 'params' in node && node.params.at(-1)?.type === 'RestElement'
    const spare = gathers
      ? t.spreadElement(
          t.conditionalExpression(isMissing, t.arrayExpression([]), t.arrayExpression([t.identifier(more)])),
        )
      : t.conditionalExpression(isMissing, t.buildUndefinedNode(), t.identifier(more))
    return t.arrowFunctionExpression(
      [...names, more].map(name => t.identifier(name)),
      t.callExpression(implemented, [...names.map(name => t.identifier(name)), spare]),
    )
  }

  /** A constructor sets the fields that its class has gained, after the others, and takes away what it has lost. */
  private setFields(fn: Fn, node: t.Function, handover: Handover, layout: Layout): void {
    const change = this.topLevel.classes.find(each => constructorOf(each, this.module) === fn)
    if (change === undefined || !reachesThis(fn, layout)) return
    if ((layout.construct || handover.late?.called) && change.fields.length + change.gone.length > 0)
      throw noPlainSuper(fn.key, 'it gains or loses fields, and its super(…) is not one statement of its own')
    const self = () => this.selfOf(fn, handover).this?.() ?? t.thisExpression()
    const statements = [
      ...change.fields.map(field => ownField(self, keyText(field), this.initial(field))),
      ...change.gone.map(name => withoutField(self, name)),
    ]
    if (fn.kind !== 'derived-constructor') beginWith(node, statements)
    else {
      const body = (node.body as t.BlockStatement).body
      body.splice(body.findIndex(isSuperStatement) + 1, 0, ...statements)
    }
  }

  /** A function that answers the initial value of a field: `function () { return … }` */
  private initial(field: t.ClassProperty | t.ClassPrivateProperty): t.Identifier {
    let name = this.initials.get(field)
    if (name === undefined) {
      name = this.names.unique('$init')
      this.initials.set(field, name)
      const copy = this.births.copy(field, this.functionOf(field) ?? null) as t.ClassProperty
      const fn = this.functionOf(field) ?? null
      if (fn !== null) this.refuseInnerName(field)
      const self = fn?.uses.super ? { super: this.superByName(fn) } : {}
      rewriteOwnCode(copy, this.reach.surroundings(fn, self, undefined))
      const key = field.key.type === 'PrivateName' ? `#${field.key.id.name}` : keyText(field as t.ClassProperty)
      const value = copy.value ? named(copy.value, key) : t.buildUndefinedNode()
      const body = t.blockStatement([t.returnStatement(value)])
      this.made.push(constantOf(name, t.functionExpression(null, [], body)))
    }
    return t.identifier(name)
  }

  /** `$c.keep("id.Cart#limit", () => $private(init))` */
  private addedPrivate({ class: klass, name }: PrivateUse): PrivateAccessors {
    const member = klass.node.body.body.find(
      each => 'key' in each && each.key.type === 'PrivateName' && each.key.id.name === name,
    )
    let local = this.initials.get(member as t.Node)
    if (local === undefined && member !== undefined) {
      local = this.names.unique(`$${name}`)
      const isField = member.type === 'ClassPrivateProperty'
      if (!isField && (member.type !== 'ClassPrivateMethod' || member.kind !== 'method')) throw unreachablePrivate(name)
      this.initials.set(member, local)
      const id = this.pair.ids.get(this.functionOf(member)) ?? ''
      const key = `${this.pair.mapping.id}.${klass.key}#${name}${isField ? '' : id}`
      const value = isField
        ? t.callExpression(this.helper('$private', PRIVATE), [this.privateInitial(member)])
        : this.privateMethod(member)
      this.made.push(constantOf(local, keep(key, value)))
    }
    const at = (field: string) => () => t.memberExpression(t.identifier(local as string), t.identifier(field))
    return { get: at('get'), set: at('set') }
  }

  private privateInitial(member: t.ClassPrivateProperty): t.Expression {
    // its own name is free for the accessors
    this.initials.delete(member)
    const init = this.initial(member)
    this.initials.delete(member)
    return init
  }

  /** `{ get: () => method }` */
  private privateMethod(member: t.ClassPrivateMethod): t.Expression {
    this.refuseInnerName(member)
    if (this.functionOf(member).uses.super) throw unreachablePrivate((member.key as t.PrivateName).id.name)
    const key = t.stringLiteral(`#${(member.key as t.PrivateName).id.name}`)
    const method = this.method({ ...member, key } as unknown as t.ClassMethod, member)
    const object = this.asStrictAs(this.functionOf(member), t.objectExpression([method]))
    const getter = t.arrowFunctionExpression([], t.memberExpression(t.identifier('o'), t.cloneNode(key), true))
    const made = t.arrowFunctionExpression(
      [t.identifier('o')],
      t.objectExpression([t.objectProperty(t.identifier('get'), getter)]),
    )
    return t.callExpression(made, [object])
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

  /** Methods that the patch puts on, or takes from, classes that are alive. */
  installs(): t.Expression[] {
    return this.topLevel.classes.flatMap(({ at, added, removed, fields, base }) => {
      const klass = () => (typeof at === 'string' ? this.reach.moduleName(at).read() : this.expression(at))
      const lazy = (value: t.Expression) => t.arrowFunctionExpression([], value)
      const extended =
        base === undefined
          ? []
          : [t.callExpression(this.helper('$extend', EXTEND), [lazy(klass()), lazy(this.expression(base))])]
      const gained = fields.map(field =>
        t.callExpression(this.helper('$field', FIELD), [
          lazy(klass()),
          t.stringLiteral(keyText(field)),
          this.initial(field),
        ]),
      )
      const puts = added.map(member =>
        this.asStrictAs(
          this.functionOf(member),
          memberChange(klass, member, this.method(member), this.innerName(member)),
        ),
      )
      return [...extended, ...removed.map(member => memberChange(klass, member, undefined)), ...puts, ...gained]
    })
  }

  /** `$field(() => Cart, "sent", function () { return 0 }, 1)`, `$alias(() => Cart, "list", ["_list"])` */
  settings(): t.Expression[] {
    return this.initialised.map(({ name, key, value, from }) => {
      const klass = t.arrowFunctionExpression([], this.reach.moduleName(name).read())
      const others = from?.map(other => t.stringLiteral(other))
      if (others !== undefined)
        return t.callExpression(this.helper('$alias', ALIAS), [klass, t.stringLiteral(key), t.arrayExpression(others)])
      const init = t.functionExpression(null, [], t.blockStatement([t.returnStatement(this.expression(value))]))
      const args = [klass, t.stringLiteral(key), init, t.numericLiteral(1)]
      return t.callExpression(this.helper('$field', FIELD), args)
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

  private expression(node: t.Expression): t.Expression {
    return rewrite(this.births.copy(node, null), this.reach.surroundings(null, {}, undefined)) as t.Expression
  }

  private helper(name: string, code: string): t.Expression {
    return t.identifier(this.helperName(name, code))
  }

  private helperName(name: string, code: string): string {
    let local = this.helpers.get(name)
    if (local === undefined) {
      local = this.names.unique(name)
      this.helpers.set(name, local)
      this.constant(local, parseExpression(code))
    }
    return local
  }

  private method(member: t.ClassMethod, original: t.Node = member): t.ObjectMethod {
    const fn = this.functionOf(original)
    const copy = { ...this.births.copy(original, fn), key: t.cloneNode(member.key) } as t.ClassMethod
    if (fn.layout !== undefined) this.births.guard(fn, copy, null)
    rewriteOwnCode(copy, this.reach.surroundings(fn, {}, undefined))
    const kind = member.kind === 'get' || member.kind === 'set' ? member.kind : 'method'
    return t.objectMethod(
      kind,
      copy.key as t.Expression,
      copy.params as t.ObjectMethod['params'],
      copy.body,
      member.computed,
      copy.generator,
      copy.async,
    )
  }

  /** Of a class expression, where the member uses it: nobody else knows the class by that name. */
  private innerName(member: t.Node): string | undefined {
    const isInner = (binding: Binding) => binding.kind === 'class-self' && !isClassOfModule(binding, this.pair)
    return this.functionOf(member).captured.find(isInner)?.name
  }

  /** @throws Refusal what is evaluated elsewhere finds no class under that name */
  private refuseInnerName(member: t.Node): void {
    const name = this.innerName(member)
    if (name !== undefined) throw new Refusal('IASO2104', { name, release: this.patch.mapping.release })
  }

  private functionOf(node: t.Node): Fn {
    return this.module.functions.find(each => each.node === node) as Fn
  }

  private get isStrict(): boolean {
    return this.module.strict
  }

  /** Code of a class, or below a directive, is strict in a sloppy module too: `(() => { "use strict"; return … })()`. */
  private asStrictAs(fn: Fn, value: t.Expression): t.Expression {
    if (this.isStrict || !fn.strict) return value
    const body = t.blockStatement([t.returnStatement(value)], [t.directive(t.directiveLiteral('use strict'))])
    return t.callExpression(t.arrowFunctionExpression([], body), [])
  }

  private selfOf(fn: Fn, handover: Handover): Self {
    const self = thisOf(handover)
    const reader = self.super ?? (fn.uses.super ? this.superByName(fn, self.this) : undefined)
    // a real function of its own within the implementation: `this` and `arguments` are its
    const isFunction = handover.arguments_ !== undefined && !handover.late && self.construct === undefined
    return isFunction ? { newTarget: self.newTarget, super: reader } : { ...self, super: reader }
  }

  /** `k => Reflect.get(Object.getPrototypeOf(C.prototype), k, $this)` */
  private superByName(fn: Fn, this_?: () => t.Expression): (() => t.Expression) | undefined {
    const found = superClassOf(fn, this.module)
    if (found === undefined) return undefined
    const call = (object: string, name: string, ...args: t.Expression[]) =>
      t.callExpression(t.memberExpression(t.identifier(object), t.identifier(name)), args)
    return () => {
      const klass = this.reach.moduleName(found.name).read()
      const home = found.isStatic ? klass : t.memberExpression(klass, t.identifier('prototype'))
      const self = this_?.() ?? t.thisExpression()
      return t.arrowFunctionExpression(
        [t.identifier('k')],
        call('Reflect', 'get', call('Object', 'getPrototypeOf', home), t.identifier('k'), self),
      )
    }
  }
}

function thisOf({ self, late }: Handover): Self {
  if (late === undefined) return self
  const name = () => t.identifier(late.name)
  return { ...self, this: late.called ? () => t.callExpression(name(), []) : name }
}

function constantOf(name: string, value: t.Expression): t.Statement {
  return t.variableDeclaration('const', [t.variableDeclarator(t.identifier(name), value)])
}

/** The new code takes the parameter that the guard's function didn't have. */
function takesSpare({ node }: Fn, { params }: Layout): boolean {
  return params.kind === 'positional' && params.spare === true && 'params' in node && node.params.length > params.count
}

/** A declaration of the code around, as a statement of the function's own. */
function asStatement(node: t.Node): t.Statement {
  if (node.type === 'FunctionExpression') return { ...node, type: 'FunctionDeclaration' } as t.FunctionDeclaration
  return node.type === 'VariableDeclarator' ? t.variableDeclaration('const', [node]) : (node as t.Statement)
}

function beginWith(node: t.Function, statements: readonly t.Statement[]): void {
  if (node.body.type !== 'BlockStatement') node.body = t.blockStatement([t.returnStatement(node.body)])
  node.body.body.unshift(...statements)
}

/** Rewrites what runs when a function is called; its name and key stay. */
function rewriteOwnCode(node: t.Node, around: Surroundings): t.Node {
  const slots = node as unknown as Record<string, t.Node | t.Node[] | null>
  for (const key of ['params', 'body', 'value']) {
    const child = slots[key]
    if (Array.isArray(child)) slots[key] = child.map(each => rewrite(each, around))
    else if (child) slots[key] = rewrite(child, around)
  }
  return node
}
