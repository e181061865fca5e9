import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import type { FunctionChange } from '../compare/functions.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair } from '../program.js'

/** `require('./x')` is asked of the running program: it knows only what the release asked for. */
export function verifyRequires({ fn }: FunctionChange, pair: Pair, findings: Findings): void {
  if (pair.source.format === 'module') return
  const known = new Set(requiresIn(pair.old.program, pair.old).map(({ source }) => source))
  for (const { source, node } of requiresIn(fn.node, pair.next))
    if (!known.has(source))
      findings.add('changed', keyOf(pair.next, fn), 'IASO2111', node, {
        function: fn.key,
        what: `require(${JSON.stringify(source)})`,
      })
}

function requiresIn(root: t.Node, module: Module): { source: string; node: t.Node }[] {
  const found: { source: string; node: t.Node }[] = []
  t.traverseFast(root, node => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require') return
    const [source] = node.arguments
    const isHosts = module.references.get(node.callee)?.binding === undefined
    if (isHosts && source?.type === 'StringLiteral') found.push({ source: source.value, node })
  })
  return found
}
