import type { Mapping, OutputFiles } from '@iaso/protocol'
import { contentDigest } from '../identity.js'
import { nameFiles } from './markers.js'

/** What a host is about to write beside code, or would be if no patch were built. */
export interface Output {
  /** By name in the output directory. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
  /** Style sheets that pages link, by a name that doesn't depend on their content. Absent: some plugin does something else with styles. */
  readonly styles: ReadonlyMap<string, StyleSheet> | undefined
  /** What stands before a file's name in addresses; absent: that depends on where they stand. */
  readonly base: string | undefined
  /** The file that a host's placeholder stands for. */
  fileOf(reference: string): string | undefined
}

export interface StyleSheet {
  readonly file: string
  /** Path of a module that is loaded only where the style sheet is. */
  readonly module?: string | undefined
}

/** The release's mapping, once it is known what is written. In its code, files stand instead of placeholders. */
export function withOutput(mapping: Mapping, output: Output): Mapping {
  const digests = digestsOf(output)
  const modules = Object.entries(mapping.modules).map(
    ([path, module]) => [path, { ...module, code: nameFiles(module.code, output, digests) }] as const,
  )
  const files: OutputFiles = {
    files: Object.fromEntries(digests),
    styles: Object.fromEntries([...(output.styles ?? [])].map(([key, { file }]) => [key, file])),
    ...(output.base !== undefined && { base: output.base }),
  }
  return { ...mapping, modules: Object.fromEntries(modules), output: files }
}

export function digestsOf({ files }: Output): ReadonlyMap<string, string> {
  return new Map([...files].map(([name, content]) => [name, contentDigest(content)]))
}
