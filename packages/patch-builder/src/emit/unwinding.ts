import type * as t from '@babel/types'
import { ownChildren } from './own-code.js'
import { Refusal } from './refusal.js'

/** Where the code of an `async` generator goes on, although its caller has had it return. */
export interface Drops {
  /** Each `try` whose `catch` may take over what was thrown by a `finally` block, or an iterator that was closed, within. */
  readonly tries: ReadonlySet<t.Node>
  /** Each `break` or `continue` out of a `finally` block. */
  readonly jumps: ReadonlySet<t.Node>
}

/** @throws Refusal where the guard's frame would have to return while it returns */
export function findDrops(body: t.BlockStatement): Drops {
  const walk = new Unwinding()
  walk.visit(body, { finalizers: 0, cleanups: 0, targets: [] })
  return walk
}

/** Where a piece of code stands. */
interface Place {
  /** `finally` blocks that it is part of. */
  readonly finalizers: number
  /** What runs when the code is left: `finally` blocks, the closing of iterators, what `using` declares. */
  readonly cleanups: number
  /** Where `break` and `continue` lead, outermost first. */
  readonly targets: readonly Target[]
  /** Labels that stand right before it. */
  readonly labels?: readonly string[]
}

interface Target {
  readonly labels: readonly string[]
  readonly kind: 'loop' | 'switch' | 'block'
  readonly finalizers: number
}

/** No `yield` and no `return` of a value in it. */
const NEVER = -1

class Unwinding implements Drops {
  readonly tries = new Set<t.Node>()
  readonly jumps = new Set<t.Node>()

  /** @returns how many cleanups stand around the innermost place in it from which a caller can have the code return */
  visit(node: t.Node, at: Place): number {
    switch (node.type) {
      case 'LabeledStatement':
        return this.visit(node.body, { ...at, labels: [...(at.labels ?? []), node.label.name] })
      case 'TryStatement':
        return this.try(node, at)
      case 'ForOfStatement':
        return Math.max(
          this.visit(node.right, inside(at)),
          ...[node.left, node.body].map(part => this.visit(part, cleaned(targeted(at, 'loop')))),
        )
      case 'ForStatement':
      case 'ForInStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.within(node, targeted(at, 'loop'))
      case 'SwitchStatement':
        return this.within(node, targeted(at, 'switch'))
      case 'BlockStatement':
        return this.within(node, declaresUsing(node) ? cleaned(targeted(at, 'block')) : targeted(at, 'block'))
      case 'ArrayPattern':
        return this.within(node, cleaned(at))
      case 'BreakStatement':
      case 'ContinueStatement':
        this.jump(node, at)
        return NEVER
      case 'YieldExpression':
        return Math.max(this.returned(at), this.within(node, at))
      case 'ReturnStatement':
        return node.argument ? Math.max(this.returned(at), this.within(node, at)) : NEVER
      default:
        if (node.type === 'VariableDeclaration' && node.kind === 'await using') throw unsteppable('`await using`')
        return this.within(node, at)
    }
  }

  private within(node: t.Node, at: Place): number {
    return Math.max(NEVER, ...ownChildren(node).map(child => this.visit(child, inside(at))))
  }

  private try({ block, handler, finalizer }: t.TryStatement, at: Place): number {
    const inner = finalizer ? cleaned(inside(at)) : inside(at)
    const parts = [this.visit(block, inner)]
    if (handler) {
      const isTaken = (parts[0] as number) > inner.cleanups
      if (isTaken) this.tries.add(handler)
      if (isTaken && handler.param && this.visit(handler.param, inner) !== NEVER)
        throw unsteppable('a `yield` in the pattern of a `catch`')
      parts.push(this.within(handler, inner))
    }
    if (finalizer) parts.push(this.visit(finalizer, { ...inside(at), finalizers: at.finalizers + 1 }))
    return Math.max(...parts)
  }

  private returned({ finalizers, cleanups }: Place): number {
    if (finalizers > 0 && cleanups > 0) throw unsteppable('a `yield` or `return` within two `finally`')
    return cleanups
  }

  private jump(node: t.BreakStatement | t.ContinueStatement, { targets, finalizers }: Place): void {
    const leads = ({ labels, kind }: Target) => {
      if (node.label) return labels.includes(node.label.name)
      return kind === 'loop' || (kind === 'switch' && node.type === 'BreakStatement')
    }
    const stays = targets.findLast(leads)?.finalizers ?? 0
    if (stays === finalizers) return
    if (stays > 0) throw unsteppable('a jump from one `finally` into another')
    this.jumps.add(node)
  }
}

function inside({ labels: _, ...at }: Place): Place {
  return at
}

function cleaned(at: Place): Place {
  return { ...at, cleanups: at.cleanups + 1 }
}

function targeted(at: Place, kind: Target['kind']): Place {
  const { labels = [], finalizers, targets } = at
  return { ...inside(at), targets: [...targets, { labels, kind, finalizers }] }
}

function declaresUsing({ body }: t.BlockStatement): boolean {
  return body.some(node => node.type === 'VariableDeclaration' && node.kind === 'using')
}

function unsteppable(detail: string): Refusal {
  return new Refusal('IASO2180', { detail })
}
