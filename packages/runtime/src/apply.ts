import { firstApp, releaseOf } from './app.js'
import { attempt } from './attempt.js'
import { setCells } from './cells.js'
import { contextOf, snapshotKept } from './context.js'
import { Fault, irrevocably } from './fault.js'
import { swapInstalls } from './installs.js'
import { checkReads, findPart, link } from './link.js'
import { type Live, livePatches } from './live.js'
import { isReady, modules } from './modules.js'
import type { Result } from './result.js'
import { WIRE_VERSION, type WirePart, type WirePatch } from './wire.js'

/**
 * Puts a patch to work in one turn of the event loop, in place of the application's previous one; or leaves everything as it is.
 * A patch that is live already stays: `applied`, with 0 functions.
 *
 * Patch scripts call it.
 */
export function apply(patch: WirePatch): Result {
  return attempt('applied', patch.app, patch.id, () => {
    checkTarget(patch)
    if (livePatches.get(patch.app)?.patch.id === patch.id) return 0
    // Once while it can still be rejected, and once more with the added modules in place.
    select(patch, [], new Set())
    return evaluateAdded(patch) ? irrevocably(() => commit(patch)) : commit(patch)
  })
}

function checkTarget({ v, app, release }: WirePatch): void {
  if (v !== WIRE_VERSION) throw new Fault('IASO1208', { found: `${v}`, expected: `${WIRE_VERSION}` })
  const expected = releaseOf(app)
  if (!expected) throw new Fault('IASO1201', { found: app, expected: firstApp() })
  if (expected !== release) throw new Fault('IASO1202', { found: release, expected })
}

/** Puts the parts that can be linked now into `ready`, the modules of the others into `pending`; throws where a part fits nowhere. */
function select(patch: WirePatch, ready: WirePart[], pending: Set<string>): void {
  for (const id of new Set(patch.parts.map(part => part[0]))) {
    if (!isReady(id)) pending.add(id)
    else {
      const part = findPart(patch, id)
      if (part) {
        checkReads(part, patch)
        ready.push(part)
      }
    }
  }
}

/** Runs the added modules that no earlier patch brought. One that throws is forgotten, so that the next patch runs it anew. */
function evaluateAdded({ added, app }: WirePatch): boolean {
  const missing = added.filter(([id]) => !isReady(id))
  irrevocably(() => {
    for (const [id, , evaluate] of missing)
      try {
        evaluate(contextOf(app))
      } catch (error) {
        modules.delete(id)
        throw error
      }
  })
  return missing.length > 0
}

function commit(patch: WirePatch): number {
  const forget = snapshotKept()
  let old: Live | undefined
  const live: Live = { patch, pending: new Set(), cells: {}, installs: [] }
  try {
    const ready: WirePart[] = []
    select(patch, ready, live.pending)
    for (const part of ready) link(part, patch.app, live.cells, live.installs)
    old = livePatches.get(patch.app)
    // Before the cells: installs can throw, cells that were checked can't.
    swapInstalls(old?.installs ?? [], live.installs)
  } catch (error) {
    forget()
    throw error
  }
  setCells(old?.cells ?? {}, live.cells)
  livePatches.set(patch.app, live)
  return Object.keys(live.cells).length
}
