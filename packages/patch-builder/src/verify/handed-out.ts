import * as t from '@babel/types'
import { type Fn, fnOf, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { isRendered } from './hooks.js'
import { lifetimeAt } from './lifetime.js'
import { calleesOf } from './run-once.js'
import { unlessRan } from './unless.js'

/** Where a function's value is handed on: in which function's code, and how. */
interface Place {
  readonly key: string
  readonly node: t.Node
  readonly user: Fn
}

/**
 * `return { close: end }` → `return { close: once(end) }`: who was handed a function before the patch goes on with it, without what stands in
 * its place now.
 */
export function verifyHandedOut({ pair, changes }: Edited, program: Program, findings: Findings): void {
  const changed = new Set(changes.map(({ fn }) => fn))
  const now = new Places(pair.next, fn => pair.ids.get(fn))
  for (const born of pair.versionsSince({})) {
    const before = new Places(born.module, born.idOf)
    for (const made of born.module.functions) {
      const fn = nextOf(born.idOf(made), pair)
      if (fn === undefined || fn.parent === null || isRendered(fn.parent, pair.next)) continue
      const kept = now.of(fn)
      const lost = before
        .of(made)
        .filter(({ key }) => !kept.some(each => each.key === key))
        .filter(({ key }) => now.count(key) >= before.count(key) || (kept.length === 0 && changed.has(fn)))
        .find(({ node, user }) => lifetimeAt(node, user, made, born.module) === 'lasting')
      if (lost === undefined) continue
      const code = changed.has(fn) ? 'IASO3111' : 'IASO3110'
      const unless = born.module === pair.old ? unlessRan(made.parent, pair, program) : undefined
      findings.add('changed', keyOf(pair.next, fn), code, fn.node, { function: fn.key, maker: lost.user.key }, unless)
    }
  }
}

function nextOf(id: number, { next, ids }: Pair): Fn | undefined {
  return next.functions.find(fn => ids.get(fn) === id)
}

/** All places of a module where a value is handed on, and those where its functions are. */
class Places {
  private readonly counts = new Map<string, number>()
  private readonly byFn = new Map<Fn, Place[]>()

  constructor(
    private readonly module: Module,
    private readonly idOf: (fn: Fn) => number | undefined,
  ) {
    this.visit(module.program, null)
    for (const fn of module.functions) if (!fn.hoisted) this.note(fn, fn.node, fn.parent)
    for (const { node, fn: user, binding, exported } of module.references.values()) {
      const fn = binding === undefined || binding.assigned || exported ? undefined : this.named(binding.node)
      if (fn !== undefined && !calleesOf(module).has(node)) this.note(fn, node, user)
    }
  }

  of(fn: Fn): readonly Place[] {
    return this.byFn.get(fn) ?? []
  }

  count(key: string): number {
    return this.counts.get(key) ?? 0
  }

  /** `function f() {}`, `const f = () => {}` */
  private named(name: t.Node): Fn | undefined {
    const functions = fnOf(this.module)
    const declared = this.module.named.get(name)
    const parent = parentsOf(this.module).get(name)
    const init = parent?.type === 'VariableDeclarator' && parent.id === name ? parent.init : undefined
    const node = declared ?? (t.isFunctionDeclaration(parent) && parent.id === name ? parent : init)
    return node ? functions.get(node) : undefined
  }

  private note(fn: Fn, node: t.Node, user: Fn | null): void {
    if (user === null) return
    const key = this.keyOf(node, user)
    if (key !== undefined) this.byFn.set(fn, [...this.of(fn), { key, node, user }])
  }

  private visit(node: t.Node, user: Fn | null): void {
    const inner = fnOf(this.module).get(node) ?? user
    for (const name of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[name]
      for (const each of Array.isArray(child) ? child : [child]) {
        if (!each) continue
        const key = inner === null ? undefined : this.direct(each, node, inner)
        if (key !== undefined) this.counts.set(key, this.count(key) + 1)
        this.visit(each, inner)
      }
    }
  }

  private keyOf(node: t.Node, user: Fn): string | undefined {
    const parent = parentsOf(this.module).get(node)
    switch (parent?.type) {
      case 'ParenthesizedExpression':
      case 'LogicalExpression':
      case 'ConditionalExpression':
        return this.keyOf(parent, user)
      default:
        return parent && this.direct(node, parent, user)
    }
  }

  /** How `parent` hands on the value of `node`. */
  private direct(node: t.Node, parent: t.Node, user: Fn): string | undefined {
    const shape = (each: t.Node) => shapeOf(each, this.module, () => '')
    const at = (way: string) => `${this.idOf(user)} ${way}`
    switch (parent.type) {
      case 'ObjectProperty':
        return parent.value === node && isValue(parent, this.module) ? at(`: ${shape(parent.key)}`) : undefined
      case 'AssignmentExpression':
        return parent.right === node && parent.left.type !== 'Identifier' ? at(`= ${shape(parent.left)}`) : undefined
      case 'CallExpression': {
        const index = parent.arguments.indexOf(node as t.Expression)
        const names = parent.arguments.filter(each => each.type === 'StringLiteral').map(each => each.value)
        return index < 0 ? undefined : at(`(${index} ${shape(parent.callee)} ${names.join()}`)
      }
      case 'ReturnStatement':
        return at('return')
      default:
        return undefined
    }
  }
}

/** Not of a pattern. */
function isValue(property: t.Node, module: Module): boolean {
  return parentsOf(module).get(property)?.type === 'ObjectExpression'
}
