import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, isModuleLevel, isWithin, type Module } from '@iaso/babel-plugin'
import type { Capture, CellMapping } from '@iaso/protocol'
import type { Pair } from '../program.js'
import { declarationOf } from '../verify/initial-values.js'
import { findCapture, isClassOfModule } from '../verify/needs.js'
import { isOnlyLookedUp } from './looked-up.js'
import { isOnlyCalled } from './only-called.js'
import { isOutdated } from './outdated.js'
import { PureValues } from './pure.js'
import { revaluedIn } from './revalued.js'

/** The closure's own function expression stands for its name. */
type Declaration = t.FunctionDeclaration | t.FunctionExpression | t.VariableDeclarator

/** Declarations of outer functions that stand in a closure's new code as well: nobody can tell them from the originals. */
export interface Remade {
  readonly bindings: ReadonlySet<Binding>
  /** Functions first, then constants in source order. */
  readonly declarations: readonly Declaration[]
}

const NOTHING: Remade = { bindings: new Set(), declarations: [] }

type Maker = Pick<CellMapping, 'layout' | 'addedBy'>

/**
 * What a closure's new code needs of outer functions, its guard doesn't hand over, and can be made again inside: helper functions that are
 * only called, also those whose own guards can't run their new code, and constants made of what can't change any more.
 */
export function remadeFor(fn: Fn, cell: Maker, pair: Pair): Remade {
  const missing = fn.captured.filter(
    binding =>
      (findCapture(binding, cell, pair) === undefined && !isClassOfModule(binding, pair)) ||
      revaluedIn(fn, binding, cell, pair) !== undefined ||
      isOutdated(binding, pair),
  )
  if (missing.length === 0 || !canHoldDeclarations(fn)) return NOTHING
  const remaking = new Remaking(fn, cell, pair)
  const found = new Map(missing.flatMap(binding => [...(remaking.all(binding) ?? [])]))
  const order = (node: t.Node) => (t.isFunction(node) ? -1 : (node.start ?? 0))
  return {
    bindings: new Set(found.keys()),
    declarations: [...new Set(found.values())].sort((a, b) => order(a) - order(b)),
  }
}

/** A list of statements that can begin with others. */
function canHoldDeclarations({ kind }: Fn): boolean {
  return kind !== 'field' && kind !== 'static-block' && kind !== 'derived-constructor'
}

class Remaking {
  private readonly pure: PureValues

  constructor(
    private readonly fn: Fn,
    private readonly cell: Maker,
    private readonly pair: Pair,
  ) {
    this.pure = new PureValues(pair)
  }

  /** What it takes to have a variable; undefined: it can't be had. */
  all(binding: Binding, found = new Map<Binding, Declaration>()): Map<Binding, Declaration> | undefined {
    if (found.has(binding)) return found
    const node = this.isSteady(binding) ? this.declarationOf(binding) : undefined
    if (node === undefined || !namesOf(node).every(name => this.isFree(name))) return undefined
    found.set(binding, node)
    const helper = node.type !== 'VariableDeclarator' ? node : t.isFunction(node.init) ? node.init : undefined
    const needed = helper === undefined ? this.initialiser(binding, node as t.VariableDeclarator) : this.helper(helper)
    const isThere = (each: Binding) =>
      this.isHandedOver(each, helper === undefined) || this.all(each, found) !== undefined
    return needed?.every(isThere) ? found : undefined
  }

  private isSteady({ assigned, owner, kind, references }: Binding): boolean {
    const isOuter = owner !== null || kind === 'self'
    return !assigned && isOuter && !references.some(({ fn, inParams }) => fn === this.fn && inParams)
  }

  /** No other variable of that name would be hidden, or hide it. */
  private isFree(name: string): boolean {
    const { bodyScope, scope } = this.fn
    return (
      !bodyScope.bindings.has(name) &&
      !scope.bindings.has(name) &&
      !this.cell.layout.captures.some(capture => capture.name === name && !this.isReplaced(capture))
    )
  }

  /** What is handed over under that name is the same variable, with an old value, or the same helper, with an old guard. */
  private isReplaced(capture: Capture): boolean {
    return this.fn.captured.some(
      binding =>
        findCapture(binding, this.cell, this.pair) === capture &&
        (isOutdated(binding, this.pair) || revaluedIn(this.fn, binding, this.cell, this.pair) !== undefined),
    )
  }

  private declarationOf(binding: Binding): Declaration | undefined {
    const { next } = this.pair
    if (binding.kind === 'function') {
      const fn = next.functions.find(({ hoisted, node }) => hoisted && 'id' in node && node.id === binding.node)
      return isOnlyCalled(binding, next) ? (fn?.node as t.FunctionDeclaration) : undefined
    }
    const own = this.fn.node
    if (binding.kind === 'self')
      return t.isFunctionExpression(own) && own.id === binding.node && isOnlyCalled(binding, next) ? own : undefined
    const node = isSettled(binding) ? declarationOf(binding, next) : undefined
    if (node?.type !== 'VariableDeclarator' || !node.init) return undefined
    if (!t.isFunction(node.init)) return node
    return node.id.type === 'Identifier' && isOnlyCalled(binding, next) ? node : undefined
  }

  /** Variables that a declaration's value is made of; undefined: it may be another one when it is made again. */
  private initialiser(binding: Binding, { id, init }: t.VariableDeclarator): readonly Binding[] | undefined {
    const parts = id.type === 'Identifier' ? partsOf(init, this.pair.next) : undefined
    if (parts !== undefined && isOnlyLookedUp(binding, init as t.Expression, this.pair.next)) {
      const names = parts.map(part => this.pure.namesIn(id, part))
      return names.some(each => each === undefined) ? undefined : names.flatMap(each => each ?? [])
    }
    if (!t.isFunction(init)) return this.pure.namesIn(id, init as t.Expression)
    return id.type === 'Identifier' ? this.helper(init) : undefined
  }

  private helper(node: t.Node): readonly Binding[] | undefined {
    const helper = fnOf(this.pair.next).get(node)
    if (helper === undefined || helper.skipped !== undefined || helper.evalWithin || helper.privates.size > 0)
      return undefined
    const { uses, kind } = helper
    const takesFromAround = kind === 'arrow' && (uses.this || uses.arguments || uses.newTarget || uses.super)
    const isAssigning = (binding: Binding) =>
      binding.references.some(reference => reference.write && isWithin(reference.fn, helper))
    const assigns = helper.captured.some(
      binding => isAssigning(binding) && findCapture(binding, this.cell, this.pair)?.mode !== 'getset',
    )
    return takesFromAround || assigns ? undefined : helper.captured
  }

  /** @param asConstant it must be what it was when the closure was made */
  private isHandedOver(binding: Binding, asConstant: boolean): boolean {
    if (isModuleLevel(binding) || isClassOfModule(binding, this.pair)) return true
    const capture = findCapture(binding, this.cell, this.pair)
    if (
      capture === undefined ||
      isOutdated(binding, this.pair) ||
      revaluedIn(this.fn, binding, this.cell, this.pair) !== undefined
    )
      return false
    return !(asConstant && capture.mode === 'getset')
  }
}

/** What a list is made of, or an expression that remembers where it stopped. */
function partsOf(init: t.Node | null | undefined, module: Module): t.Expression[] | undefined {
  if (init?.type === 'ArrayExpression')
    return init.elements.every(each => t.isExpression(each)) ? (init.elements as t.Expression[]) : undefined
  if (init?.type === 'RegExpLiteral') return []
  const isRegExp =
    init?.type === 'NewExpression' &&
    t.isIdentifier(init.callee, { name: 'RegExp' }) &&
    !module.references.get(init.callee)?.binding
  return isRegExp && isGlobalFlag(init.arguments[1]) ? [init.arguments[0] as t.Expression] : undefined
}

function isGlobalFlag(flags: t.Node | undefined): boolean {
  return t.isStringLiteral(flags) && !flags.value.includes('y')
}

/** `const x = 1`, or a `var` at the top of a function that nobody assigns again. */
function isSettled({ kind, assigned, ready }: Binding): boolean {
  return kind === 'const' || ((kind === 'let' || kind === 'var') && !assigned && Number.isFinite(ready))
}

function namesOf(node: Declaration): string[] {
  return node.id ? Object.keys(t.getBindingIdentifiers(node.id)) : []
}
