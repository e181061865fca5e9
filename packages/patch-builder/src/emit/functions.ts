import * as t from '@babel/types'
import type { Fn, Home } from '@iaso/babel-plugin'
import { type CellMapping, type Layout, NOT_PASSED } from '@iaso/protocol'
import { anewAt } from '../compare/anew.js'
import { NO_CODE } from '../compare/direct.js'
import type { FunctionChange } from '../compare/functions.js'
import { readable } from '../resolve/readable.js'
import { remadeFor } from '../resolve/remade.js'
import { findCapture } from '../verify/needs.js'
import { ANEW, anewChange, pastGuard, takingAll } from './anew.js'
import { DERIVED, splitAtSuper, yieldAtSuper } from './construct.js'
import { ITERATE } from './for-await.js'
import { captureKey, Handover, implementation } from './implement.js'
import { beginWith, rewriteOwnCode } from './own-code.js'
import type { PartEmitter } from './part.js'
import { rewrite } from './rewrite.js'
import { selfOf } from './self.js'
import { SETTLE, settle } from './settle.js'
import { STEPS, takeSteps } from './steps.js'

/** Emits what the cells of one module of the release are set to. */
export class FunctionEmitter {
  /** Names of the boxes through which functions that are put anew go past their guards. */
  private readonly boxes = new Map<CellMapping, string>()

  constructor(private readonly part: PartEmitter) {}

  /** What a cell is set to. */
  implement(fn: Fn, cell: CellMapping): t.Expression {
    const { layout } = cell
    const copy = this.part.births.copy(fn.node, fn)
    const takesArguments = layout.params.kind === 'arguments' ? this.part.names.unique('$arguments') : undefined
    const { bindings, declarations } = remadeFor(fn, cell, this.part.pair)
    const remade = declarations.map(node => this.part.births.copy(node, fn))
    const own = new Set([...bindings].map(binding => this.part.reach.bindingKey(binding)))
    const handover = new Handover(
      layout,
      fn,
      base => this.part.names.unique(base),
      takesArguments,
      own,
      readable(cell, this.part.pair),
    )
    this.aliasRenamed(fn, cell, handover)
    const around = this.part.reach.surroundings(fn, selfOf(fn, handover, this.part), handover)
    const body = rewriteOwnCode(copy, around)
    if (remade.length > 0)
      beginWith(
        body as t.Function,
        remade.map(node => asStatement(rewrite(node, around))),
      )
    this.part.members.setFields(fn, body as t.Function, handover, layout)
    const leaves = fn.async && this.isGuardAsync(cell)
    if (leaves) this.leaveToGuard(fn, body as t.Function)
    this.reachSuper(fn, body as t.Function, handover)
    const made = implementation(fn, body, handover)
    const isAnew = this.anew(fn, cell) !== undefined
    const unique = (base: string) => this.part.names.unique(base)
    const implemented = isAnew
      ? takingAll(made, handover.params.length, layout, this.boxOf(cell), unique)
      : takesSpare(fn, layout)
        ? this.withSpare(made, fn, handover, layout)
        : made
    return this.part.asStrictAs(fn, this.asGuardTakesIt(implemented, leaves && fn.generator, handover))
  }

  /** Functions that pass more than the release's, put in their places. */
  putAnew({ fn, cells }: FunctionChange): t.Expression[] {
    return cells.flatMap(cell => {
      const home = this.anew(fn, cell)
      if (home === undefined) return []
      const root = this.part.reach.moduleName(home.root).read()
      return [anewChange(this.part.helper('$anew', ANEW), root, home, fn, cell, this.part.pair)]
    })
  }

  private anew(fn: Fn, cell: CellMapping): Home | undefined {
    const home = anewAt(fn, cell, this.part.pair)
    return home === undefined || this.part.topLevel.extensions.has(home.root) || cell.inline === NO_CODE
      ? undefined
      : home
  }

  private boxOf(cell: CellMapping): string {
    let name = this.boxes.get(cell)
    if (name === undefined) {
      name = this.part.names.unique('$box')
      this.boxes.set(cell, name)
      this.part.constant(name, pastGuard(cell, this.part.pair))
    }
    return name
  }

  /** What calls `super(…)` is the guard. */
  private reachSuper(fn: Fn, node: t.Function, { late }: Handover): void {
    if (late?.called) yieldAtSuper(node, fn.key, late.name, base => this.part.names.unique(base))
    else if (late !== undefined) node.body = splitAtSuper(node.body as t.BlockStatement, late.name)
  }

  /** `$steps.make(function* () { … })`, `$derived(function* () { … })` */
  private asGuardTakesIt(code: t.Expression, isStepped: boolean, { late }: Handover): t.Expression {
    if (late?.called) return t.callExpression(this.part.helper('$derived', DERIVED), [code])
    if (!isStepped) return code
    return t.callExpression(t.memberExpression(this.part.helper('$steps', STEPS), t.identifier('make')), [code])
  }

  /** The cell is read by guards of async functions or generators, which have the promises. */
  private isGuardAsync(cell: CellMapping): boolean {
    if (cell.inline === NO_CODE) return false
    const isFresh = this.part.cells.fresh.some(fresh => fresh.cell === cell.cell)
    return isFresh || this.part.pair.bornIn(cell)?.functionOf(cell.function)?.async === true
  }

  private leaveToGuard(fn: Fn, node: t.Function): void {
    const unique = (base: string) => this.part.names.unique(base)
    if (!fn.generator) settle(fn, node, () => this.part.helper('$async', SETTLE), unique)
    else
      takeSteps(node, {
        steps: this.part.helperName('$steps', STEPS),
        iterate: () => this.part.helperName('$iterate', ITERATE),
        unique,
      })
  }

  private aliasRenamed(fn: Fn, cell: CellMapping, handover: Handover): void {
    for (const binding of fn.captured) {
      const capture = findCapture(binding, cell, this.part.pair)
      if (capture !== undefined && capture.name !== binding.name)
        handover.alias(this.part.reach.bindingKey(binding), captureKey(capture))
    }
  }

  /** `($this, a, $more) => (implementation)($this, a, $more === 5e-324 ? void 0 : $more)` */
  private withSpare(implemented: t.Expression, { node }: Fn, handover: Handover, { params }: Layout): t.Expression {
    const count = handover.params.length + (params.kind === 'positional' ? params.count : 0)
    const names = Array.from({ length: count }, (_, at) => this.part.names.unique(`$${at}`))
    const more = this.part.names.unique('$more')
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
