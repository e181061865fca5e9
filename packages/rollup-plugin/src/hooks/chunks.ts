import { dirname } from 'node:path'
import { own, RUNTIME } from './own.js'

/*
 * Every guarded module registers with the runtime. Within the entry's chunk, the runtime would make each lazy chunk import the
 * entry's file, whose name changes with every release; so where code is split, it gets a chunk of its own.
 *
 * Rolldown's way is a group. For Rollup, and beside `manualChunks`, which excludes groups, an emitted chunk does; Rolldown leaves an
 * empty file beside that one.
 */

export const CHUNK = 'iaso'

export function hasDynamicImport(code: string): boolean {
  return /\bimport\s*\(/.test(code)
}

/** Old and new names of what Rollup and Rolldown are told about chunks. */
export interface OutputChoice {
  readonly format?: string
  readonly inlineDynamicImports?: boolean
  readonly codeSplitting?: boolean | { readonly groups?: readonly object[] }
  readonly manualChunks?: unknown
  readonly sourcemap?: unknown
}

/** Can an output have more than one chunk? */
export function splitsCode({ format = 'es', inlineDynamicImports, codeSplitting }: OutputChoice): boolean {
  return /^(?:es|esm|module)$/.test(format) && !inlineDynamicImports && codeSplitting !== false
}

/**
 * @param isSplit Asked when chunks are made: the options are wanted before the first module is read.
 */
export function withRuntimeGroup<T extends object>(output: T, isSplit: () => boolean): T {
  const group = {
    name: () => (isSplit() ? CHUNK : null),
    debugName: CHUNK,
    test: runtimePattern(),
    priority: Number.MAX_SAFE_INTEGER,
  }
  const { codeSplitting } = output as OutputChoice
  const chosen = typeof codeSplitting === 'object' ? codeSplitting : {}
  return { ...output, codeSplitting: { ...chosen, groups: [group, ...(chosen.groups ?? [])] } }
}

function runtimePattern(): RegExp {
  const directory = dirname(own.resolve(RUNTIME) ?? RUNTIME)
  const literal = directory.replace(/[.*+?^${}()|[\]]/g, '\\$&').replace(/[\\/]+/g, '[\\\\/]')
  return new RegExp(`^${literal}[\\\\/]`)
}
