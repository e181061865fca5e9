import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

export const REPOSITORY = new URL('../../', import.meta.url).pathname

/** A version of Vite with the React plugin that goes with it. `modules`: where to look for packages, in this order. */
export interface Host {
  readonly name: string
  readonly modules: readonly string[]
}

const HOISTED = join(REPOSITORY, 'node_modules')

export const VITE_8: Host = { name: 'Vite 8', modules: [HOISTED] }
/** What this workspace itself has installed comes first: Vite 7. */
export const VITE_7: Host = { name: 'Vite 7', modules: [join(REPOSITORY, 'e2e/node_modules'), HOISTED] }

export const HOSTS = [VITE_8, VITE_7] as const

/** Where a package really lies. */
export function findPackage(name: string, { modules }: Host): string {
  const directory = modules.map(folder => join(folder, name)).find(existsSync)
  if (!directory) throw new Error(`${name} is not installed`)
  return realpathSync(directory)
}
