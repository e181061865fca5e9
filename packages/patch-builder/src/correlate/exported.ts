import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'

/**
 * The function of `module.exports = name` or `export default function`; undefined: it is none, or its name is used for more than calls, so
 * that somebody could tell.
 */
export function exportedFunction(module: Module): Fn | undefined {
  if (module.format === 'module') return defaultFunction(module)
  const value = exportedValue(module)
  const binding = value?.type === 'Identifier' ? module.references.get(value)?.binding : undefined
  if (binding === undefined || !isModuleLevel(binding) || binding.assigned || !isOnlyCalled(binding, value, module))
    return undefined
  return fnOf(module).get(declarationOf(binding, module) as t.Node)
}

/** The default export's function has another name than in the release, or has one on one side only: both names. */
export function renamedDefault({ old, next, ids }: Pair): { was?: string; is?: string } | undefined {
  if (old.format !== 'module' || next.format !== 'module') return undefined
  const [before, after] = [exportedFunction(old), exportedFunction(next)]
  if (before === undefined || after === undefined || ids.get(after) !== before.id) return undefined
  const [was, is] = [nameOf(before), nameOf(after)]
  return was === is ? undefined : { ...(was && { was }), ...(is && { is }) }
}

function defaultFunction(module: Module): Fn | undefined {
  const statement = module.program.body.find(each => each.type === 'ExportDefaultDeclaration')
  const declared = statement?.declaration
  if (declared?.type !== 'FunctionDeclaration') return undefined
  const binding = declared.id ? module.scope.bindings.get(declared.id.name) : undefined
  if (binding !== undefined && (binding.assigned || !isOnlyCalled(binding, undefined, module))) return undefined
  return fnOf(module).get(declared)
}

function nameOf({ node }: Fn): string | undefined {
  return node.type === 'FunctionDeclaration' ? node.id?.name : undefined
}

/** What the only such statement exports. */
export function exportedValue({ program, format, references }: Module): t.Expression | undefined {
  if (format !== 'commonjs') return undefined
  const [only, ...more] = program.body.flatMap(statement => {
    const set = statement.type === 'ExpressionStatement' ? statement.expression : undefined
    const isSet = set?.type === 'AssignmentExpression' && set.operator === '=' && isExports(set.left, references)
    return isSet ? [set.right] : []
  })
  return more.length === 0 ? only : undefined
}

function isExports(left: t.Node, references: Module['references']): boolean {
  return (
    t.isMemberExpression(left, { computed: false }) &&
    t.isIdentifier(left.object, { name: 'module' }) &&
    references.get(left.object)?.binding === undefined &&
    t.isIdentifier(left.property, { name: 'exports' })
  )
}

/** Nobody holds what it means: every mention of it is a call. */
export function isOnlyCalled(
  { references, node: declared }: Binding,
  exported: t.Node | undefined,
  module: Module,
): boolean {
  const called = new Set<t.Node>()
  t.traverseFast(module.program, node => {
    if (node.type === 'CallExpression') called.add(node.callee)
  })
  return references.every(({ node, write }) => node === exported || called.has(node) || (write && node === declared))
}

function declarationOf({ node: name }: Binding, { program }: Module): t.Node | null | undefined {
  for (const statement of program.body) {
    if (statement.type === 'FunctionDeclaration' && statement.id === name) return statement
    const declarators = statement.type === 'VariableDeclaration' ? statement.declarations : []
    const found = declarators.find(({ id }) => id === name)
    if (found !== undefined) return found.init
  }
  return undefined
}
