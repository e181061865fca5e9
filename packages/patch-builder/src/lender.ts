import type { Mapping, ModuleMapping, TableEntry } from '@iaso/protocol'

/** A module that has a value, and the entry of its scope table that hands it out, or its `require`. */
export interface Lender {
  readonly path: string
  readonly mapping: ModuleMapping
  readonly entry: TableEntry
  /** What `require` is asked for; absent: the entry is the value. */
  readonly source?: string
}

/** The first that is evaluated at start, else any: through whom a module is reached that is nothing but data. */
export function lenderOf({ modules }: Mapping, path: string): Lender | undefined {
  const isRequired = modules[path]?.format === 'commonjs'
  const lenders = Object.entries(modules).flatMap(([from, mapping]): Lender[] => {
    if (mapping.addedBy !== undefined) return []
    const leads = (source: string) => mapping.resolutions[source] === path
    if (isRequired) {
      const entry = requireOf(mapping)
      const source = Object.keys(mapping.resolutions).find(leads)
      return entry && source ? [{ path: from, mapping, entry, source }] : []
    }
    const entry = mapping.table.find(({ imported }) => imported?.[1] === 'default' && leads(imported[0]))
    return entry ? [{ path: from, mapping, entry }] : []
  })
  return lenders.find(({ mapping }) => mapping.eager) ?? lenders[0]
}

/** What a module hands out of its `require`. */
export function requireOf(mapping: ModuleMapping | undefined): TableEntry | undefined {
  return mapping?.table.find(({ kind, name }) => kind === 'place' && name === 'require')
}
