import type * as t from '@babel/types'
import type { Binding, Fn, FnNode, Module } from './model.js'
import { oncePerModule } from './once-per-module.js'
import { isModuleLevel, isWithin } from './scope.js'

/**
 * What a piece of code means, as text: position, formatting and comments are left out, names of outer variables stand with where
 * they come from, nested functions with the id that `idOf` gives them. Two pieces with the same shape do the same.
 */
interface ShapeOptions {
  readonly module: Module
  /** Function whose own names are local. */
  readonly fn: Fn | null
  readonly idOf: (fn: Fn) => string
  readonly fnOf: ReadonlyMap<t.Node, Fn>
}

/** Which function a node is. */
export const fnOf = oncePerModule(
  (module): ReadonlyMap<t.Node, Fn> => new Map(module.functions.map(fn => [fn.node, fn])),
)

/** Shape of a function's own code, or only of its parameters. */
export function fnShapeOf(
  fn: Fn,
  module: Module,
  part: 'all' | 'params' = 'all',
  idOf: (fn: Fn) => string = inner => String(inner.id),
): string {
  const options: ShapeOptions = { module, fn, idOf, fnOf: fnOf(module) }
  const { node } = fn
  if (part === 'params') return 'params' in node ? node.params.map(param => shape(param as t.Node, options)).join() : ''
  const head = `${fn.kind}${fn.async ? ' async' : ''}${fn.generator ? ' *' : ''}${fn.strict ? ' strict' : ''}`
  return `${head}(${ownParts(node)
    .map(each => shape(each, options))
    .join()})`
}

/** The parts of a function's node that run when it is called. */
export function ownParts(node: FnNode): t.Node[] {
  switch (node.type) {
    case 'ClassProperty':
    case 'ClassPrivateProperty':
    case 'ClassAccessorProperty':
      return node.value ? [node.value] : []
    case 'StaticBlock':
      return node.body
    default:
      return [...(node.params as t.Node[]), node.body]
  }
}

/** Shape of code that stands outside of every function. */
export function shapeOf(node: t.Node, module: Module, idOf: (fn: Fn) => string): string {
  return shape(node, { module, fn: null, idOf, fnOf: fnOf(module) })
}

const IGNORED = new Set([
  'type',
  'start',
  'end',
  'loc',
  'range',
  'leadingComments',
  'innerComments',
  'trailingComments',
  'extra',
  'errors',
  'tokens',
])

function shape(node: t.Node, options: ShapeOptions): string {
  const nested = options.fnOf.get(node)
  if (nested !== undefined && nested !== options.fn) return nestedShape(node, nested, options)
  const reference = options.module.references.get(node)
  if (reference !== undefined) return nameShape(reference.node.name as string, reference.binding, options)
  const parts: string[] = []
  for (const [key, value] of Object.entries(node)) if (!IGNORED.has(key)) addField(parts, key, value, options)
  // 0.1 and .1, 'a' and "a" are the same; a regular expression, a BigInt or a template's raw text is in its fields
  return `${node.type}{${parts.join()}}`
}

function addField(parts: string[], key: string, value: unknown, options: ShapeOptions): void {
  // `{x}` and `{x: x}` are the same
  if (value === null || value === undefined || value === false || key === 'shorthand') return
  if (Array.isArray(value))
    parts.push(`${key}:[${value.map(each => (isNode(each) ? shape(each, options) : String(each))).join()}]`)
  else if (isNode(value)) parts.push(`${key}:${shape(value, options)}`)
  else parts.push(`${key}:${JSON.stringify(value)}`)
}

function isNode(value: unknown): value is t.Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** Nested functions have a shape of their own; what belongs to the code around is where they are put: key, static, computed. */
function nestedShape(node: t.Node, nested: Fn, options: ShapeOptions): string {
  const parts: string[] = []
  for (const key of ['kind', 'static', 'computed', 'key', 'id'] as const) {
    const value = (node as unknown as Record<string, unknown>)[key]
    if (isNode(value) && key === 'id') parts.push(`id:${(value as t.Identifier).name}`)
    else addField(parts, key, value, options)
  }
  return `ƒ${options.idOf(nested)}{${parts.join()}}`
}

function nameShape(name: string, binding: Binding | undefined, { fn }: ShapeOptions): string {
  if (binding === undefined) return `g:${name}`
  if (binding.imported !== undefined) return `i:${binding.imported.source}:${binding.imported.name}`
  if (isModuleLevel(binding)) return `m:${name}`
  if (fn !== null && isWithin(binding.owner, fn)) return name
  return fn === null ? name : `c:${name}`
}
