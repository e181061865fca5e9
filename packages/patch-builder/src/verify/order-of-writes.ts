import * as t from '@babel/types'
import { contains, type Fn } from '@iaso/babel-plugin'
import { pickedKeys } from '../compare/items.js'
import { requiredMember } from '../compare/touched.js'
import { nameOf, type Write } from '../compare/writes.js'
import { writtenExport } from '../compare/written.js'
import type { Edited } from '../emit/index.js'
import type { Findings } from '../findings.js'
import { functionNamed } from './functions-of.js'
import { functionsOf, withCallers } from './made-at-start.js'

/** What a patch makes for a module that may load later, it makes when that begins: of what was there before. */
export function madeOfWritten(
  { pair, topLevel, touched }: Edited,
  writesOf: (source: string) => readonly Write[],
  findings: Findings,
): void {
  // in others, such things are made and written last
  if (touched.size === 0 || pair.mapping.eager) return
  const { next, path } = pair
  const readers = withCallers(functionsOf(touched), next)
  for (const [name, node] of made(topLevel)) {
    const member = requiredMember(node, next)
    const after = member === undefined ? undefined : writtenExport(writesOf(member.source), member.name)?.after.kind
    // another name of the same pattern is the one that changes
    if (member !== undefined && after === undefined && pickedKeys(node)?.length === 1) continue
    // it is taken from the patch itself
    if (after !== undefined && after !== 'absent' && after !== 'descriptor') continue
    const reads = [...touched].some(reference => reference.fn === null && contains(node, reference.node))
    if (reads || calls(node, readers)) findings.add('changed', `${path}#${name}`, 'IASO2142', node, { name })
  }

  function calls(node: t.Node, functions: ReadonlySet<Fn>): boolean {
    let found = false
    t.traverseFast(node, each => {
      if (each.type !== 'CallExpression' && each.type !== 'NewExpression') return
      const fn = functionNamed(each.callee, next)
      if (fn !== undefined && functions.has(fn)) found = true
    })
    return found
  }
}

/** Code that runs when the patch is applied, by name. */
function made({ extensions, writes }: Edited['topLevel']): [string, t.Node][] {
  const values = [...extensions].flatMap(([name, { item, constant }]): [string, t.Node][] =>
    constant !== undefined || item.value === null || t.isFunction(item.value) ? [] : [[name, item.value]],
  )
  return [...values, ...writes.flatMap(write => valuesOf(write).map((node): [string, t.Node] => [nameOf(write), node]))]
}

function valuesOf(write: Write): t.Node[] {
  if (write.kind === 'order' || write.kind === 'derived') return []
  if (write.kind === 'property' || write.kind === 'variable')
    return 'node' in write.after && !t.isFunction(write.after.node) ? [write.after.node] : []
  return write.after.flatMap(element => ('node' in element ? [element.node] : []))
}
