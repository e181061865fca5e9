import * as t from '@babel/types'
import { fnOf, type Module } from '@iaso/babel-plugin'
import { Callees } from './callee.js'
import { type Evaluation, evaluationOf } from './evaluation.js'
import type { Meaning } from './meaning.js'
import { type Result, Results } from './results.js'
import { isRun } from './run-in-place.js'

/**
 * Asks of expressions of top levels whether they can be evaluated once more: they, and all functions of the program that they call, change
 * nothing but what they make themselves.
 */
export class Repeatable {
  readonly callees: Callees
  private readonly results: Results
  private readonly known = new Map<t.Node, Evaluation | undefined>()

  constructor(meaning: Meaning) {
    this.callees = new Callees(meaning)
    this.results = new Results(this.callees)
  }

  /** @returns undefined: it has an effect, or nobody can say */
  evaluation(node: t.Node, module: Module): Evaluation | undefined {
    if (!this.known.has(node)) {
      this.known.set(node, evaluationOf(node, module, this.callees))
    }
    return this.known.get(node)
  }

  result(node: t.Node, module: Module): Result {
    const result = this.results.of(node, module)
    return result !== 'value' && this.mayHoldClosures(node, module) ? undefined : result
  }

  /** A function in what is made has variables of its own, which nobody else could give another one. */
  private mayHoldClosures(node: t.Node, module: Module): boolean {
    const holds = (each: t.Node | null) => each !== null && this.mayHoldClosures(each, module)
    switch (node.type) {
      case 'ObjectExpression':
        return node.properties.some(
          property =>
            property.type === 'ObjectMethod' || holds('value' in property ? property.value : property.argument),
        )
      case 'ArrayExpression':
        return node.elements.some(holds)
      case 'SpreadElement':
        return holds(node.argument)
      case 'Identifier':
      case 'MemberExpression':
        return false
    }
    if (this.results.of(node, module) === 'value') return false
    const roots = [
      { node, module },
      ...[...(this.evaluation(node, module) ?? [])].map(([fn, of]) => ({ node: fn.node as t.Node, module: of })),
    ]
    return roots.some(root => holdsClosure(root.node, root.module))
  }
}

/** Other than functions that are handed to a call, or are only called. */
function holdsClosure(root: t.Node, module: Module): boolean {
  let found = false
  t.traverseFast(root, node => {
    const fn = node === root ? undefined : fnOf(module).get(node)
    if (fn !== undefined && !isRun(fn, module)) found = true
  })
  return found
}
