import { revert } from './apply.js'
import { attempt } from './attempt.js'
import { defineCells } from './cells.js'
import { link } from './link.js'
import { type Live, livePatches, type Module, modules } from './realm.js'
import { run } from './run.js'
import type { Register, WirePart } from './wire.js'

/**
 * Announces a guarded module and makes its cells. Generated code calls it before any of the module's dependencies runs, for in
 * an import cycle a function of the module can be called before the module's own first line.
 *
 * @returns takes the module's scope table, at the module's head
 */
export function define(id: string, fingerprint: string, cells: number): Register {
  defineCells(id, cells)
  const module: Module = modules.get(id) ?? []
  module.fingerprint = fingerprint
  modules.set(id, module)
  return (table, slot = 0) => {
    // Seen here and not above: a module of a patch that threw on its way is evaluated anew.
    if (!slot) module.copied = module[0]
    // The tables stay those of the first.
    if (!module.copied) module[slot] = table
    if (!slot) linkLate(id)
  }
}

/**
 * Puts the parts that wait for a module to work, before its body runs: all of a part or none. Parts that change what its top level
 * makes come when that has run, and with them all others for the module: in a turn of their own, before anything that waits for it. The rest
 * of the patch is live already, so what goes wrong is a failure, and that all goes well is no news. A module that is evaluated a second
 * time would run on the cells of the first, which know the first one's state only: the whole patch is taken back.
 */
function linkLate(id: string): void {
  for (const [app, live] of livePatches) {
    const parts = live.parts.filter(([module]) => module === id)
    const put = () => {
      for (const part of parts) putLate(app, live, part)
    }
    if (parts.some(part => part[4]) && !modules.get(id)?.copied) Promise.resolve().then(put)
    else put()
  }
}

function putLate(app: string, live: Live, part: WirePart): void {
  // Another patch may have come meanwhile, and with it what it has for the module.
  if (livePatches.get(app) !== live) return
  attempt('', live, irrevocable => {
    irrevocable()
    if (modules.get(part[0])?.copied) revert(app)
    const changes = link(part)
    // A link can run code of the application, and that can revert.
    return livePatches.get(app) === live && live.back.unshift(...run(changes, irrevocable))
  })
}
