import type * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import { plainItemsOf } from './items.js'
import { keyOfMember } from './slots.js'
import type { Spot, Wanted, Write } from './writes.js'

/** Something that a patch changes in place: below a name of a module's top level, or below `exports`. */
export interface WrittenPath {
  readonly root: string
  readonly keys: readonly string[]
  /** It wasn't there before, so only who reads all of an object has missed it. */
  readonly added: boolean
  /** A list: who holds it sees what changes in it. */
  readonly list: boolean
  /** Says what is put there. */
  readonly key: string
  /** Where the module's own code sets what wasn't there before: what stands above has run by then. */
  readonly from?: number
}

/** What changes in place in a module, also by the names under which it is exported. */
export function writtenPaths(writes: readonly Write[], module: Module): WrittenPath[] {
  const own = writes.flatMap((write): WrittenPath[] => {
    if (write.kind === 'order') return []
    const key = 'key' in write ? write.key : 'key' in write.after ? write.after.key : ''
    if (write.kind === 'variable') return [{ root: write.name, keys: [], added: false, list: false, key }]
    const path = pathOf(write.spot)
    const isProperty = write.kind === 'property' || (write.kind === 'derived' && write.leaf)
    const added = write.kind === 'property' && write.before.kind === 'absent'
    if (path === undefined) return []
    // whoever goes through a list reads what is in its elements
    const lists = path.keys.flatMap((own, at) =>
      /^\d+$/.test(own) ? [{ root: path.root, keys: path.keys.slice(0, at), added: false, list: true, key }] : [],
    )
    const from = added && path.root !== 'exports' ? placeOf(write.after) : undefined
    return [...lists, { ...path, added, list: !isProperty, key, ...(from !== undefined && { from }) }]
  })
  const exported = plainItemsOf(module).flatMap(({ slot }) => {
    if (slot === undefined || slot.value.type === 'ObjectMethod') return []
    const at = pathOf({ path: '', root: slot.object, keys: [slot.key] })
    return at?.root === 'exports' ? aliasesIn(slot.value, at.keys) : []
  })
  return [
    ...own,
    ...own.flatMap(path =>
      exported
        .filter(({ name }) => name === path.root)
        .map(({ keys }) => ({ ...ofAnyTime(path), root: 'exports', keys: [...keys, ...path.keys] })),
    ),
  ]
}

function ofAnyTime({ from, ...path }: WrittenPath): WrittenPath {
  return path
}

function placeOf(after: Wanted): number | undefined {
  const node = 'node' in after ? after.node : 'value' in after ? after.value : undefined
  return node?.start ?? undefined
}

/** `exports.a = b`, `module.exports = { a: b, c }` */
function aliasesIn(value: t.Expression, keys: readonly string[]): { name: string; keys: readonly string[] }[] {
  if (value.type === 'Identifier') return [{ name: value.name, keys }]
  if (value.type !== 'ObjectExpression') return []
  return value.properties.flatMap(property => {
    if (property.type !== 'ObjectProperty' || property.computed || property.key.type !== 'Identifier') return []
    return aliasesIn(property.value as t.Expression, [...keys, property.key.name])
  })
}

function pathOf({ root, keys }: Spot): { root: string; keys: string[] } | undefined {
  const below = keys.map(key =>
    key.type === 'StringLiteral' || key.type === 'NumericLiteral' ? String(key.value) : '*',
  )
  if (typeof root === 'string') return { root, keys: below }
  const own: string[] = []
  let at: t.Expression | t.Super = root
  while (at.type === 'MemberExpression') {
    own.unshift(keyOfMember(at) ?? '*')
    at = at.object
  }
  if (at.type !== 'Identifier') return undefined
  const path = { root: at.name, keys: [...own, ...below] }
  return path.root === 'module' && path.keys[0] === 'exports' ? { root: 'exports', keys: path.keys.slice(1) } : path
}

/** What a property write puts at a name of a module's exports. */
export function writtenExport(
  writes: readonly Write[],
  name: string,
): Extract<Write, { kind: 'property' }> | undefined {
  return writes.find((write): write is Extract<Write, { kind: 'property' }> => {
    const path = write.kind === 'property' ? pathOf(write.spot) : undefined
    return path?.root === 'exports' && path.keys.length === 1 && path.keys[0] === name
  })
}
