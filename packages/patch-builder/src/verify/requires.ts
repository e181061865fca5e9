import { isBuiltin } from 'node:module'
import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import type { FunctionChange } from '../compare/functions.js'
import { type Findings, keyOf } from '../findings.js'
import { isInstalled } from '../installed.js'
import type { Pair, Program } from '../program.js'

/** `require('./x')` is asked of the running program: it knows what the release has, and what Node has. */
export function verifyRequires({ fn }: FunctionChange, pair: Pair, program: Program, findings: Findings): void {
  if (pair.source.format === 'module' && !hasRequire(pair)) return
  const known = new Set(requiresIn(pair.old.program, pair.old).map(({ source }) => source))
  for (const { source, node } of requiresIn(fn.node, pair.next))
    if (!known.has(source) && !isThere(pair.source.resolutions[source], source, program))
      findings.add('changed', keyOf(pair.next, fn), 'IASO2111', node, {
        function: fn.key,
        what: `require(${JSON.stringify(source)})`,
      })
}

/** What is written as a module may run as CommonJS. */
function hasRequire({ mapping }: Pair): boolean {
  return mapping.table.some(({ kind, name }) => kind === 'place' && name === 'require')
}

/** What the release doesn't have travels in the patch, if it is CommonJS as well. */
function isThere(path: string | undefined, source: string, { mapping, input }: Program): boolean {
  if (isBuiltin(source) || isInstalled(source, mapping.toolchain)) return true
  if (path === undefined) return false
  if (Object.hasOwn(mapping.modules, path) || Object.hasOwn(mapping.unguarded, path)) return true
  return input.modules[path]?.format === 'commonjs'
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
