import * as t from '@babel/types'
import { type Binding, type Fn, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import { callsWith } from './calls.js'

/** `app.use((error, req, res, next) => …)`: Express tells handlers of errors by their four parameters. */
const ROUTERS = /^(use|all|get|post|put|patch|delete|head|options|param|route|error|onError)$/
/** `it('…', done => …)`, `curry((a, b) => …)`: one parameter more or less is another contract. */
const COUNTERS =
  /^(it|test|specify|step|before|after|beforeEach|afterEach|beforeAll|afterAll|curry\w*|memoize\w*|promisify\w*|wrap)$/

/** A function's `length` is the release's for as long as the function lives; some callers ask for it. */
export function keepsLength({ pair, changes }: Edited, findings: Findings): void {
  for (const { fn, cells } of changes)
    for (const cell of cells) {
      const before = pair.bornIn(cell)?.functionOf(cell.function)
      const lengths = { before: before && lengthOf(before), after: lengthOf(fn) }
      if (lengths.before === undefined || lengths.after === undefined || lengths.before === lengths.after) continue
      if (!isAsked(fn, pair.next, lengths.before, lengths.after)) continue
      const args = { function: fn.key, before: String(lengths.before), after: String(lengths.after) }
      findings.add('changed', keyOf(pair.next, fn), 'IASO3015', fn.node, args)
    }
}

/** Parameters before the first that has a default, as ECMA-262 counts them. */
function lengthOf({ node }: Fn): number | undefined {
  if (!('params' in node)) return undefined
  const params = node.params as readonly t.Node[]
  const end = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement')
  return end < 0 ? params.length : end
}

function isAsked(fn: Fn, module: Module, before: number, after: number): boolean {
  const crosses = Math.max(before, after) >= 4 && Math.min(before, after) < 4
  const uses = usesOf(fn, module)
  if (uses.some(({ member }) => member === 'length')) return true
  return [fn.node, ...uses.map(({ node }) => node)].some(node => {
    const callee = callsWith(module).get(node)?.callee
    const name = t.isMemberExpression(callee) ? callee.property : callee
    if (!t.isIdentifier(name)) return false
    return COUNTERS.test(name.name) || (crosses && ROUTERS.test(name.name))
  })
}

function usesOf(fn: Fn, module: Module): Binding['references'] {
  const declared = fn.hoisted && 'id' in fn.node ? fn.node.id : undefined
  const binding = [...(fn.parent?.bodyScope ?? module.scope).bindings.values()].find(
    each => each.node === declared || (fn.class === null && each.kind === 'const' && isNamed(each, fn)),
  )
  return binding?.references ?? []
}

function isNamed(binding: Binding, { name, parent }: Fn): boolean {
  return binding.name === name && (parent !== null || isModuleLevel(binding))
}
