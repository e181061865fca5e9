import { readFileSync } from 'node:fs'

/** A bundler that `iaso build` can run. */
export interface Host {
  /** As `--host` takes it. */
  readonly name: string
  /** The configuration's file name, without its extension. */
  readonly config: string
  /** The package with the command, and the command's name in it. */
  readonly package: string
  readonly bin: string
  /** The oldest major version that can be asked for its plugins; absent: any. */
  readonly oldest?: { readonly major: number; readonly called: string }
  /** The adapter, and what stands in the configuration. */
  readonly adapter: string
  readonly call: string
  /** @param given what stands behind `--` */
  arguments(given: readonly string[], place: Place): readonly string[]
  /** Names of the configuration's plugins; nothing where only the host itself can tell. */
  plugins(place: Place): Promise<readonly string[] | undefined>
}

export interface Place {
  readonly cwd: string
  /** Where the configuration is looked for. */
  readonly root: string
  /** Absolute; nothing if the host finds it by itself. */
  readonly config: string | undefined
  /** `package.json` of the host's package. */
  readonly manifest: string
  readonly given: readonly string[]
}

/** `--name value`, `--name=value`, `-n value` */
export function option(words: readonly string[], name: string, short: string): string | undefined {
  const at = words.findIndex(word => word === `--${name}` || word === `-${short}`)
  if (at >= 0) return words[at + 1]
  return words.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3)
}

/** @param manifest `package.json` of an installed package */
export function majorOf(manifest: string): number {
  return Number.parseInt(versionOf(manifest), 10)
}

export function versionOf(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version
}
