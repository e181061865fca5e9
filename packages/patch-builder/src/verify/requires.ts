import { isBuiltin } from 'node:module'
import * as t from '@babel/types'
import { contains, type Module } from '@iaso/babel-plugin'
import type { FunctionChange } from '../compare/functions.js'
import { type Findings, keyOf } from '../findings.js'
import { isInstalled } from '../installed.js'
import { requireOf } from '../lender.js'
import type { Pair, Program } from '../program.js'

/** `require('./x')` is asked of the running program: it knows what the release has, and what Node has. */
export function verifyRequires({ fn }: FunctionChange, pair: Pair, program: Program, findings: Findings): void {
  // what is written as a module may run as CommonJS
  if (pair.source.format === 'module' && requireOf(pair.mapping) === undefined) return
  const refuse = (node: t.Node, what: string) =>
    findings.add('changed', keyOf(pair.next, fn), 'IASO2111', node, { function: fn.key, what })
  const isBundled = isOfBundle(pair)
  if (isBundled) for (const node of valuesIn(fn.node, pair.next)) refuse(node, node.name)
  const known = requiresOf(pair.old).map(({ source }) => source)
  for (const { source, node } of requiresOf(pair.next))
    if (
      contains(fn.node, node) &&
      !known.includes(source) &&
      !isThere(pair.source.resolutions[source], source, isBundled, program)
    )
      refuse(node, `require(${JSON.stringify(source)})`)
}

/** Plain Node's modules always hand their `require` out. */
function isOfBundle(pair: Pair): boolean {
  const entry = requireOf(pair.mapping)
  return pair.source.format !== 'script' && (entry === undefined || entry.sources !== undefined)
}

/** What the release doesn't have travels in the patch, if it is CommonJS as well. In a bundle, nothing else can be found. */
function isThere(path: string | undefined, source: string, isBundled: boolean, { mapping, input }: Program): boolean {
  if (isBundled)
    return path !== undefined && !Object.hasOwn(mapping.modules, path) && input.modules[path]?.format === 'commonjs'
  if (isBuiltin(source) || isInstalled(source, mapping.toolchain)) return true
  if (path === undefined) return false
  if (Object.hasOwn(mapping.modules, path) || Object.hasOwn(mapping.unguarded, path)) return true
  return input.modules[path]?.format === 'commonjs'
}

/** A bundler knows `require("./x")` and `module.exports` by their text; as values, they are nothing that a patch could be handed. */
function valuesIn(root: t.Node, module: Module): t.Identifier[] {
  const references = ['require', 'module'].flatMap(name => module.globals.get(name) ?? [])
  const own = references.map(({ node }) => node as t.Identifier).filter(node => contains(root, node))
  const plain = new Set<t.Node>(requiresOf(module).map(({ node }) => node.callee))
  if (own.length > 0)
    t.traverseFast(root, node => {
      if (t.isMemberExpression(node) && t.isIdentifier(node.property, { name: 'exports' })) plain.add(node.object)
    })
  return own.filter(node => !plain.has(node))
}

interface Require {
  readonly source: string
  readonly node: t.CallExpression
}

const indexes = new WeakMap<Module, Require[]>()

/** Calls of the host's `require` with a text. */
export function requiresOf(module: Module): readonly Require[] {
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
