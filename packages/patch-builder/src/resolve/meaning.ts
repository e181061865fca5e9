import type { Module } from '@iaso/babel-plugin'
import type { Program } from '../program.js'
import { exportsOf, NAMELESS } from './exports.js'

/** Where an imported name comes from in the end. */
export interface Origin {
  /** Path of a module, or what can't be looked into. */
  readonly path: string
  /** A name of that module's top level; `*`: the module itself. */
  readonly name: string
  /** The module is guarded, so its top level is known. */
  readonly known: boolean
}

/** Follows imports and re-exports to what they mean, in the release or in the new source. */
export class Meaning {
  constructor(
    readonly program: Program,
    readonly side: 'old' | 'new',
  ) {}

  module(path: string): Module | undefined {
    // what a patch brings counts as if it had been there: nobody of the release imports it
    if (this.side === 'old' && this.program.isReleased(path)) return this.program.old(path)
    return Object.hasOwn(this.program.input.modules, path) ? this.program.next(path) : undefined
  }

  /** What `import { name } from "source"` in the module at `from` means; undefined: nothing. */
  imported(from: string, source: string, name: string, seen: Set<string> = new Set()): Origin | undefined {
    const path = this.resolve(from, source)
    return path === undefined ? undefined : this.exported(path, name, seen)
  }

  /** Path of the module that a specifier means. */
  resolve(from: string, source: string): string | undefined {
    const { mapping, input } = this.program
    const released = this.side === 'old' ? mapping.modules[from] : undefined
    return (released ?? input.modules[from])?.resolutions[source]
  }

  exported(path: string, name: string, seen: Set<string> = new Set()): Origin | undefined {
    const module = this.module(path)
    if (module === undefined) return { path, name, known: false }
    if (name === '*') return { path, name, known: true }
    if (seen.has(`${path} ${name}`)) return undefined
    seen.add(`${path} ${name}`)
    const { named, stars } = exportsOf(module)
    const found = named.get(name)
    if (found?.kind === 'from') return this.imported(path, found.source, found.name, seen)
    if (found !== undefined) return { path, name: found.kind === 'local' ? found.name : NAMELESS, known: true }
    if (name === 'default') return undefined
    return stars.map(star => this.imported(path, star, name, seen)).find(origin => origin !== undefined)
  }

  /** Every name that a module exports, `export *` of guarded modules included. */
  names(path: string, seen: Set<string> = new Set()): Set<string> {
    const module = this.module(path)
    if (module === undefined || seen.has(path)) return new Set()
    seen.add(path)
    const { named, stars } = exportsOf(module)
    const through = stars.flatMap(star => {
      const source = this.imported(path, star, '*')
      return source === undefined ? [] : [...this.names(source.path, seen)].filter(name => name !== 'default')
    })
    return new Set([...named.keys(), ...through])
  }
}
