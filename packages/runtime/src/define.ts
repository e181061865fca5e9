import { revert } from './apply.js'
import { attempt } from './attempt.js'
import { defineCells } from './cells.js'
import { link } from './link.js'
import { type Live, livePatches, type Module, modules } from './realm.js'
import { run } from './run.js'
import type { Register, Table } from './wire.js'

/**
 * Announces a guarded module and makes its cells. Generated code calls it before any of the module's dependencies runs, for in
 * an import cycle a function of the module can be called before the module's own first line.
 *
 * @returns takes what makes the module's scope table, at the module's head
 */
export function define(id: string, fingerprint: string, cells: number): Register {
  defineCells(id, cells)
  modules[id] ??= []
  const module = modules[id]
  module.fingerprint = fingerprint
  return (make, slot = 0) => {
    // Seen here and not above: a module of a patch that threw on its way is evaluated anew.
    if (!slot) module.copied = module[0]
    // The tables stay those of the first. Each is a function a name: it is made when a patch first asks.
    let accessors: (readonly unknown[] & Table) | undefined
    if (!module.copied)
      module[slot] = position => {
        accessors ??= make() as readonly unknown[] & Table
        return accessors[position] ?? accessors(position)
      }
    if (!slot) for (const app in livePatches) linkLate(app, id)
  }
}

/**
 * Puts the parts that wait for a module to work, before its body runs: all of them or none. If one changes what its top level
 * makes, they come when that has run: in a turn of their own, before anything that waits for it. The rest
 * of the patch is live already, so what goes wrong is a failure, and that all goes well is no news. A module that is evaluated a second
 * time would run on the cells of the first, which know the first one's state only: the whole patch is taken back.
 */
async function linkLate(app: string, id: string): Promise<void> {
  const live = livePatches[app] as Live
  const parts = live.parts.filter(([module]) => module === id)
  const { copied } = modules[id] as Module
  if (parts.some(part => part[3]) && !copied) await 0
  // Another patch may have come meanwhile, and with it what it has for the module.
  if (parts[0] && livePatches[app] === live)
    attempt('', live, irrevocable => {
      irrevocable()
      if (copied) revert(app)
      const changes = parts.flatMap(part => link(part, irrevocable))
      // A link can run code of the application, and that can revert.
      return livePatches[app] === live && live.back.unshift(...run(changes, irrevocable))
    })
}
