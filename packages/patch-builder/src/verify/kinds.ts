import type { Fn } from '@iaso/babel-plugin'

/** A sync function's guard may return whatever the new one returns; an async one's or a generator's can't. */
export function kindFault(before: Fn, after: Fn): { before: string; after: string } | undefined {
  const kinds = { before: kindOf(before), after: kindOf(after) }
  if (kinds.before === kinds.after) return undefined
  const plain = (fn: Fn) => fn.kind === 'function' || fn.kind === 'method' || fn.kind === 'arrow'
  if (!plain(before) || !plain(after)) return kinds
  // what a guard makes a promise of, or goes through, is of its own kind
  if ((before.generator || before.async) && (before.async !== after.async || before.generator !== after.generator))
    return kinds
  // an arrow's `this` is another one
  const own = after.uses.this || after.uses.arguments || after.uses.newTarget || after.uses.super
  return (before.kind === 'arrow') !== (after.kind === 'arrow') && own ? kinds : undefined
}

function kindOf(fn: Fn): string {
  return `${fn.async ? 'async ' : ''}${fn.generator ? 'generator ' : ''}${fn.kind}`
}
