import type { Module, Reference } from '@iaso/babel-plugin'
import type { Meaning } from '../resolve/meaning.js'
import { parentsOf } from '../resolve/parents.js'
import { keyOfMember } from './slots.js'

/**
 * `import { lib } from './index.js'`, where that is all of a module, and something else stands now under what is asked of it.
 *
 * @param changedExports of the module at a path
 */
export function isOfNamespace(
  reference: Reference,
  module: Module,
  meaning: Meaning,
  changedExports: (path: string) => readonly string[],
): boolean {
  const imported = reference.binding?.imported
  const name = exportedAs(reference)
  if (imported === undefined || name === undefined || name === '*') return false
  const origin = meaning.imported(module.path, imported.source, name)
  if (origin?.name !== '*' || !origin.known) return false
  const member = memberOf(reference, module)
  const changed = changedExports(origin.path)
  return member === undefined ? changed.length > 0 : changed.includes(member)
}

/** The name that another module exports what is read as. */
export function exportedAs({ binding, member }: Reference): string | undefined {
  const name = binding?.imported?.name
  return name === '*' ? member : name
}

/** `A` of `lib.A`, or of `index.lib.A`. */
function memberOf({ node, binding }: Reference, module: Module): string | undefined {
  const parents = parentsOf(module)
  const from = binding?.imported?.name === '*' ? parents.get(node) : node
  const member = from && parents.get(from)
  return member?.type === 'MemberExpression' && member.object === from ? keyOfMember(member) : undefined
}
