import * as t from '@babel/types'
import { forAwait } from './for-await.js'
import { replaceOwn } from './own-code.js'
import { type Drops, findDrops } from './unwinding.js'

/**
 * `$steps.make(function* () { … })`: what the guard of an `async` generator goes through. The frame that waits and yields is the guard's own;
 * `kind` says what the value is for that the code yields to it.
 *
 * `open`: the frame makes a step. It is still so in its `finally` if it is being returned from; then the code returns, too, and what that
 * runs is run in the frame's `finally`. `dropped` is no step: a `catch` or a jump has put an end to that.
 */
export const STEPS = `(() => {
  const { next, throw: raise, return: leave } = Object.getPrototypeOf(function* () {}.prototype)
  const { apply } = Reflect, token = {}
  let kind
  class Steps {
    constructor(code) {
      this.code = code
      this.v = this.k = void 0
      this.c = this.open = this.leaving = this.ready = this.over = false
      this.resume(next)
    }
    n() {
      if (!this.ready) return !this.over && this.run()
      this.ready = false
      return true
    }
    s(value) { this.resume(next, value) }
    t(error) { this.resume(raise, error) }
    f() {
      if (!this.leaving) {
        if (!this.open) return this.c = false
        this.leaving = true
        this.resume(leave, token)
      }
      const more = this.run()
      this.c = !this.leaving || !more && this.v !== token
      if (this.leaving) return more
      this.ready = more
      return false
    }
    resume(how, value) {
      this.open = false
      this.how = how
      this.value = value
    }
    run() {
      for (;;) {
        const { done, value } = apply(this.how, this.code, [this.value])
        this.v = value
        if (done) return !(this.over = true)
        this.resume(next)
        if (kind < 4) break
        this.leaving = false
      }
      this.k = kind
      return this.open = true
    }
  }
  const step = of => value => (kind = of, value)
  return {
    make: code => (...args) => new Steps(apply(code, void 0, args)),
    await: step(0), yield: step(1), all: step(2), return: step(3), dropped: step(4),
  }
})()`

/** What the code goes through, and free names. */
export interface StepNames {
  readonly steps: string
  readonly iterate: () => string
  readonly unique: (base: string) => string
}

/**
 * `async function* () { for await (const a of b) yield await a }` → `function* () { … yield $steps.yield(yield $steps.await(a)) … }`
 *
 * @throws Refusal where it would mean something else
 */
export function takeSteps(node: t.Function, names: StepNames): void {
  node.async = false
  const body = node.body as t.BlockStatement
  new Stepping(names, findDrops(body)).children(body)
}

class Stepping {
  constructor(
    private readonly names: StepNames,
    private readonly drops: Drops,
  ) {}

  children(node: t.Node): void {
    replaceOwn(node, child => this.visit(child))
  }

  private visit(node: t.Node): t.Node {
    const loop = unlabelled(node)
    if (loop.type === 'ForOfStatement' && loop.await) {
      this.children(loop)
      return forAwait(loop, labelsOf(node), this.names)
    }
    this.children(node)
    switch (node.type) {
      case 'AwaitExpression':
        return this.step('await', node.argument)
      case 'YieldExpression':
        return this.step(node.delegate ? 'all' : 'yield', node.argument ?? t.buildUndefinedNode())
      case 'ReturnStatement':
        if (node.argument) node.argument = this.step('return', node.argument)
        return node
      case 'CatchClause':
        if (this.drops.tries.has(node)) node.body.body.unshift(this.dropped())
        return node
      case 'BreakStatement':
      case 'ContinueStatement':
        return this.drops.jumps.has(node) ? t.blockStatement([this.dropped(), node]) : node
      default:
        return node
    }
  }

  private step(kind: string, value: t.Expression): t.YieldExpression {
    return t.yieldExpression(
      t.callExpression(t.memberExpression(t.identifier(this.names.steps), t.identifier(kind)), [value]),
    )
  }

  private dropped(): t.Statement {
    return t.expressionStatement(this.step('dropped', t.buildUndefinedNode()))
  }
}

function unlabelled(node: t.Node): t.Node {
  return node.type === 'LabeledStatement' ? unlabelled(node.body) : node
}

function labelsOf(node: t.Node): t.Identifier[] {
  return node.type === 'LabeledStatement' ? [node.label, ...labelsOf(node.body)] : []
}
