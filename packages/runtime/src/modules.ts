import { Fault } from './fault.js'
import type { Table } from './wire.js'

interface Module {
  readonly fingerprint: string
  /** Filled while the module is evaluated: slot 0 at its head, the others where its classes stand. */
  readonly tables: Table[]
  /** It was evaluated more than once. The copies share their cells, so no patch can tell them apart. */
  copied: boolean
}

/** Guarded modules of this realm, by id; they stay for as long as the realm lives. */
export const modules = new Map<string, Module>()

/** Whether the module has run its head. */
export function isReady(id: string): boolean {
  const module = modules.get(id)
  if (module?.copied) throw new Fault('IASO1204', { module: id })
  return !!module?.tables[0]
}

export function tablesOf(id: string): Table[] {
  const module = modules.get(id)
  if (!module) throw new Fault('IASO1205', { module: id })
  return module.tables
}
