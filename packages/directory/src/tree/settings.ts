import { join, resolve } from 'node:path'
import { checkOptions, type IasoOptions } from '@iaso/build/options'
import { IasoError } from '@iaso/protocol'
import { readManifest } from '../compile/manifest.js'

/** What is compiled, and to where. */
export interface DirectorySettings extends Omit<IasoOptions, 'environments' | 'enabled' | 'emitPatch' | 'build'> {
  /** Directory of the sources, relative to the root. */
  readonly source: string
  /** Directory of the output, relative to the root; a patch build writes nothing there. */
  readonly out: string
  /**
   * Modules that processes begin with, relative to the root.
   *
   * @default what package.json names (`main`, `exports`, `bin`, the files in `scripts`), else whatever no other module imports
   */
  readonly entries?: readonly string[]
}

const OWN = ['source', 'out', 'entries'] as const

/**
 * Settings of the command line, then those under `iaso` in package.json: what all hosts know, and `build` with the directory's own.
 *
 * @throws IasoError IASO1106, IASO1108, IASO1162
 */
export function readSettings(root: string, given: Partial<DirectorySettings>): DirectorySettings {
  const kept = (readManifest(root)?.iaso ?? {}) as IasoOptions
  const { build, ...options } = kept
  const settings = { ...options, ...build, ...defined(given) } as Partial<DirectorySettings>
  checkOptions({ ...kept, ...without(settings, OWN) })
  for (const option of ['source', 'out'] as const)
    if (typeof settings[option] !== 'string') throw new IasoError('IASO1162', { option })
  const { entries } = settings
  if (entries !== undefined && !(Array.isArray(entries) && entries.every(entry => typeof entry === 'string')))
    throw new IasoError('IASO1108', { option: 'entries', detail: 'it must be a list of strings' })
  checkApart(root, settings as DirectorySettings)
  return settings as DirectorySettings
}

function checkApart(root: string, { source, out }: DirectorySettings): void {
  const [from, to] = [resolve(root, source), resolve(root, out)]
  if (join(from, '/').startsWith(join(to, '/')))
    throw new IasoError('IASO1108', { option: 'out', detail: `"${out}" holds the sources, which would be overwritten` })
}

function defined(given: Partial<DirectorySettings>): Partial<DirectorySettings> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function without(settings: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)))
}
