import type * as t from '@babel/types'
import { plainItemsOf } from '../compare/items.js'
import type { Write } from '../compare/writes.js'
import type { Edited } from '../emit/index.js'
import { optionsIn } from './define-component.js'
import { isOptions } from './once.js'

/** What becomes of an option of a component, or of a mixin, that a patch writes. */
export interface OptionChange {
  readonly write: Write
  /** As a person reads it: `_sfc_main.methods.save`. */
  readonly path: string
  /** The option, such as `methods`. */
  readonly option: string
  /** Of methods and computed values that are new, or go: their names; absent: one takes another's place. */
  readonly names?: readonly string[]
}

/** Changes of objects that Vue has read. */
export function optionChanges({ pair, topLevel }: Edited): OptionChange[] {
  const objects = plainItemsOf(pair.next).flatMap(({ names, value }) => {
    const object = value === null ? undefined : optionsIn(value, pair.next)
    return object && isOptions(object, pair.next) ? names : []
  })
  return topLevel.writes.flatMap((write): OptionChange[] => {
    if (write.kind === 'variable' || write.kind === 'order' || typeof write.spot.root !== 'string') return []
    const { root, keys, path } = write.spot
    const [first] = keys
    if (!objects.includes(root)) return []
    const option = first?.type === 'StringLiteral' ? first.value : ''
    const names = GIVEN.test(option) ? namesIn(write, keys) : undefined
    return [{ write, path, option, ...(names && { names }) }]
  })
}

const GIVEN = /^(?:methods|computed)$/

/** What comes to be where nothing was, or the other way round. */
function namesIn(write: Write, keys: readonly t.Expression[]): readonly string[] | undefined {
  if (write.kind !== 'property') return undefined
  const [, name] = keys
  const isOther = (write.before.kind === 'absent') !== (write.after.kind === 'absent')
  if (keys.length === 2 && name?.type === 'StringLiteral') return isOther ? [name.value] : undefined
  // `methods` itself
  if (keys.length !== 1 || write.before.kind !== 'absent' || write.after.kind !== 'value') return undefined
  const { node } = write.after
  if (node.type !== 'ObjectExpression') return undefined
  const names = node.properties.map(each =>
    each.type !== 'SpreadElement' && !each.computed && each.key.type === 'Identifier' ? each.key.name : undefined,
  )
  return names.every(name => name !== undefined) ? names : undefined
}

/** Names that instances are to have, or not to have any more. */
export function namesOfOptions(edited: readonly Edited[]): string[] {
  return [...new Set(edited.flatMap(edit => optionChanges(edit).flatMap(({ names = [] }) => names)))].sort()
}
