import * as t from '@babel/types'
import { type Fn, fnOf, type Module, ownParts } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { calledBy } from './called.js'
import { functionNamed } from './functions-of.js'
import { unlessRan } from './unless.js'

/** A changed function that waits in a loop goes on in its old code, and calls the new code of what else changed. */
export function loopsAcross(edited: readonly Edited[], program: Program, findings: Findings): void {
  for (const { pair, changes } of edited)
    for (const { fn } of changes) {
      if (!fn.async && !fn.generator) continue
      const before = pair.released.get(pair.ids.get(fn) as number)
      if (before === undefined) continue
      for (const { wait, calls } of loopsOf(before, pair.old))
        for (const name of calls) {
          const callee = calledIn(name, before, pair.old).find(each => changedIn(each, edited) !== undefined)
          if (callee === undefined) continue
          const args = { function: fn.key, what: wait, callee: (changedIn(callee, edited) as Fn).key }
          const unless = unlessRan(before, pair, program)
          findings.add('changed', keyOf(pair.next, fn), 'IASO3007', fn.node, args, unless)
        }
    }
}

/** The functions of the release that are called: by their name, by `this.name`, of another module. */
function calledIn(callee: t.Node, user: Fn, module: Module): readonly { readonly fn: Fn; readonly module: Module }[] {
  const fn = functionNamed(callee, module)
  return fn === undefined ? calledBy(callee, module, user) : [{ fn, module }]
}

function changedIn(
  { fn: { id }, module }: { readonly fn: Fn; readonly module: Module },
  edited: readonly Edited[],
): Fn | undefined {
  const edit = edited.find(({ pair }) => pair.path === module.path)
  return edit?.changes.find(({ fn }) => edit.pair.ids.get(fn) === id)?.fn
}

/** Does the function come back to this call, in a loop that it may be waiting in? */
export function comesBackTo(callee: t.Node, fn: Fn, module: Module): boolean {
  return (fn.async || fn.generator) && loopsOf(fn, module).some(({ calls }) => calls.includes(callee))
}

interface Loop {
  readonly wait: string
  readonly calls: readonly t.Node[]
}

/** Loops that are left and come back to in the middle, with the names that are called in them. */
function loopsOf(fn: Fn, module: Module): Loop[] {
  const loops: Loop[] = []
  visitOwn(ownParts(fn.node), fn, module, node => {
    if (!t.isLoop(node)) return
    const waits: string[] = node.type === 'ForOfStatement' && node.await ? ['for await'] : []
    const calls: t.Node[] = []
    visitOwn([node], fn, module, inner => {
      if (inner.type === 'AwaitExpression') waits.push('await')
      if (inner.type === 'YieldExpression') waits.push('yield')
      if (inner.type === 'CallExpression' && isNamed(inner.callee)) calls.push(inner.callee)
    })
    if (waits[0] !== undefined) loops.push({ wait: waits[0], calls })
  })
  return loops
}

/** `handle`, `this.handle`, `queue.handle` */
function isNamed(callee: t.Node): boolean {
  return callee.type === 'Identifier' || (callee.type === 'MemberExpression' && !callee.computed)
}

/** Visits a function's own code, without that of functions in it. */
function visitOwn(nodes: readonly t.Node[], fn: Fn, module: Module, see: (node: t.Node) => void): void {
  const index = fnOf(module)
  for (const node of nodes) {
    if (node !== fn.node && index.has(node)) continue
    see(node)
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      visitOwn(
        (Array.isArray(child) ? child : [child]).filter((each): each is t.Node => !!each),
        fn,
        module,
        see,
      )
    }
  }
}
