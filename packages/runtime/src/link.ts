import { type Cells, checkCell } from './cells.js'
import { contextOf } from './context.js'
import { Fault } from './fault.js'
import { isReady, modules } from './modules.js'
import type { Install, WirePart, WirePatch } from './wire.js'

/**
 * The part of a patch that is meant for the code of a registered module; `undefined` for a module that came with this patch.
 *
 * A patch has several parts for a module that exists in several versions: one that an earlier patch added and a later one changed.
 */
export function findPart({ parts, added }: WirePatch, id: string): WirePart | undefined {
  const isMeant = (one: readonly [string, string, ...unknown[]]) =>
    one[0] === id && one[1] === modules.get(id)?.fingerprint
  const part = parts.find(isMeant)
  if (!part && !added.some(isMeant)) throw new Fault('IASO1203', { module: id })
  return part
}

/** Every module that a part reads must have run its head, or come with the same patch. */
export function checkReads([, , , reads]: WirePart, { added }: WirePatch): void {
  for (const module of reads)
    if (!isReady(module) && !added.some(one => one[0] === module)) throw new Fault('IASO1205', { module })
}

/** Calls what the builder generated; nothing takes effect by that. */
export function link([module, , linkPart]: WirePart, app: string, cells: Cells, installs: Install[]): void {
  const { '': own, ...linked } = linkPart(contextOf(app))
  for (const name of Object.keys(linked)) checkCell(module, name, linked[name])
  Object.assign(cells, linked)
  installs.push(...((own as Install[] | undefined) ?? []))
}
