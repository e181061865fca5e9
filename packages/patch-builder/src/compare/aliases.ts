import * as t from '@babel/types'
import type { Binding, Module } from '@iaso/babel-plugin'
import { requireSource } from '../resolve/required.js'
import { declarationOf } from '../verify/initial-values.js'
import { keyOfMember } from './slots.js'

/** Another name for what a name stands for, or for a part of it. */
export interface Alias {
  /** The name that it is taken from; of `require("./x")`, that of the function. */
  readonly root: t.Identifier
  readonly keys: readonly string[]
}

const known = new WeakMap<Binding, Alias | undefined>()

/** `const nav = words.nav`, `const { nav: { home } } = words`: who changes what is in the one changes what is in the other. */
export function aliasOf(binding: Binding, module: Module): Alias | undefined {
  if (!known.has(binding)) known.set(binding, findOut(binding, module))
  return known.get(binding)
}

function findOut(binding: Binding, module: Module): Alias | undefined {
  const declaration = binding.assigned ? undefined : declarationOf(binding, module)
  if (declaration?.type !== 'VariableDeclarator' || !declaration.init) return undefined
  const picked = keysTo(binding.node, declaration.id)
  const taken = picked && chainOf(declaration.init, module)
  // what a name is taken from stands in front of it: no circle
  return taken && { ...taken, keys: [...taken.keys, ...picked] }
}

function chainOf(node: t.Expression, module: Module): Alias | undefined {
  if (node.type === 'Identifier') return isBefore(node, module) ? { root: node, keys: [] } : undefined
  if (node.type === 'CallExpression')
    return requireSource(node, module) === undefined ? undefined : { root: node.callee as t.Identifier, keys: [] }
  if (node.type !== 'MemberExpression' || node.object.type === 'Super') return undefined
  const object = chainOf(node.object, module)
  return object && { ...object, keys: [...object.keys, keyOfMember(node) ?? '*'] }
}

function isBefore(node: t.Identifier, module: Module): boolean {
  const binding = module.references.get(node)?.binding
  return binding !== undefined && (binding.node.start ?? 0) < (node.start ?? 0)
}

/** Where a pattern has a name: `nav.home` of `{ nav: { home } }`; undefined: it takes a rest, or has a default. */
function keysTo(name: t.Node, pattern: t.Node): readonly string[] | undefined {
  if (pattern === name) return []
  if (pattern.type !== 'ObjectPattern') return undefined
  for (const property of pattern.properties) {
    if (property.type !== 'ObjectProperty') continue
    const below = keysTo(name, property.value)
    const { key } = property
    const own = property.computed
      ? '*'
      : key.type === 'Identifier'
        ? key.name
        : t.isStringLiteral(key)
          ? key.value
          : '*'
    if (below !== undefined) return [own, ...below]
  }
  return undefined
}
