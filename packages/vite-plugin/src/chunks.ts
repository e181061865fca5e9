import { dirname } from 'node:path'
import type { Environment } from 'vite'
import { own, RUNTIME } from './own.js'

/*
 * Every guarded module registers with the runtime. Within the entry's chunk, the runtime would make each lazy chunk import the
 * entry's file, whose name changes with every release; so where code is split, it gets a chunk of its own.
 */

export const CHUNK = 'iaso'

export function hasDynamicImport(code: string): boolean {
  return /\bimport\s*\(/.test(code)
}

/** Can this build have more than one chunk? */
export function splitsCode(environment: Environment): boolean {
  const { build, consumer } = environment.config
  if (consumer !== 'client' || build.lib) return false
  return outputs(environment).every(
    ({ format = 'es', inlineDynamicImports, codeSplitting }) =>
      /^(?:es|esm|module)$/.test(format) && !inlineDynamicImports && codeSplitting !== false,
  )
}

/**
 * Rolldown's way is a group. For Rollup, and beside `manualChunks`, which excludes groups, an emitted chunk does; Rolldown
 * leaves an empty file beside that one.
 */
export function usesGroups(environment: Environment, rolldownVersion: string | undefined): boolean {
  return (
    rolldownVersion !== undefined &&
    splitsCode(environment) &&
    outputs(environment).every(output => output.manualChunks === undefined)
  )
}

/** Old and new names of what Rollup and Rolldown are told about chunks. */
interface OutputChoice {
  readonly format?: string
  readonly inlineDynamicImports?: boolean
  readonly codeSplitting?: boolean | { readonly groups?: readonly object[] }
  readonly manualChunks?: unknown
}

function outputs(environment: Environment): OutputChoice[] {
  return [environment.config.build.rollupOptions?.output ?? {}].flat() as OutputChoice[]
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
