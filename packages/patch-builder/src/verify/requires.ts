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
  const known = requiresOf(pair.old).map(({ source }) => source)
  for (const { source, node } of requiresOf(pair.next))
    if (
      contains(fn.node, node) &&
      !known.includes(source) &&
      !isThere(pair.source.resolutions[source], source, program)
    )
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

interface Require {
  readonly source: string
  readonly node: t.Node
}

const indexes = new WeakMap<Module, Require[]>()

function requiresOf(module: Module): readonly Require[] {
  const known = indexes.get(module)
  if (known !== undefined) return known
  const found: Require[] = []
  const names = new Set<t.Node>(module.globals.get('require')?.map(({ node }) => node))
  if (names.size > 0)
    t.traverseFast(module.program, node => {
      if (node.type !== 'CallExpression' || !names.has(node.callee)) return
      const [source] = node.arguments
      if (source?.type === 'StringLiteral') found.push({ source: source.value, node })
    })
  indexes.set(module, found)
  return found
}

function contains(outer: t.Node, inner: t.Node): boolean {
  return (outer.start as number) <= (inner.start as number) && (inner.end as number) <= (outer.end as number)
}
