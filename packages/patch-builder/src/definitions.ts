import type { PatchInput } from './api.js'

/** A name that the host replaces by code while it builds, and that stands for something else than in the release. */
export interface Definition {
  /** Without `define:` or `env:`. */
  readonly name: string
  /** Code; undefined: there was, or is, no such definition. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** Paths of the modules whose source mentions it. */
  readonly readers: readonly string[]
}

/** Shorter values are ordinary ones, and may stand in the code for another reason. */
const DISTINCT = 5

export class Definitions {
  readonly changed: readonly Definition[]

  constructor({ mapping, toolchain, readers = {} }: PatchInput) {
    this.changed = differences(mapping.toolchain, toolchain)
      .filter(isDefinition)
      .map(name => ({
        name: name.slice(name.indexOf(':') + 1),
        before: mapping.toolchain[name],
        after: toolchain[name],
        readers: readers[name] ?? [],
      }))
  }

  /**
   * The new source as it would be with the release's values of definitions that are texts or numbers: a commit, a time; undefined: there are none.
   * What is not found there is found because of them.
   */
  withReleaseValues(modules: PatchInput['modules']): Stand | undefined {
    const used = this.changed.filter(
      ({ readers, before, after }) => readers.length > 0 && inner(before) && inner(after),
    )
    if (used.length === 0) return undefined
    const replaced = Object.entries(modules).map(([path, module]) => {
      const own = used.filter(({ readers }) => readers.includes(path))
      const code = own.reduce((code, { before, after }) => code.replaceAll(inner(after), inner(before)), module.code)
      return [path, own.length === 0 ? module : { ...module, code }]
    })
    return { names: used.map(({ name }) => name).join(', '), modules: Object.fromEntries(replaced) }
  }
}

export interface Stand {
  /** Of the definitions. */
  readonly names: string
  readonly modules: PatchInput['modules']
}

export function isDefinition(name: string): boolean {
  return name.startsWith('define:') || name.startsWith('env:')
}

/** Names whose values differ, in order. */
export function differences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter(name => before[name] !== after[name]).sort()
}

/** What stands between the quotes; empty: it is no text or number, or too short to be known again. */
function inner(code: string | undefined): string {
  try {
    const value: unknown = JSON.parse(code ?? '')
    const text = typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : String(value)
    return (typeof value === 'string' || typeof value === 'number') && text.length >= DISTINCT ? text : ''
  } catch {
    // any expression can stand for a name
    return ''
  }
}
