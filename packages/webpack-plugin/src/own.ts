import { OwnPackages } from '@iaso/build'
import type { Alias } from './host.js'

export const RUNTIME = '@iaso/runtime'

/** Packages that the plugin brings into the user's bundle. */
export const own = new OwnPackages(import.meta.url, [RUNTIME, '@iaso/react', '@iaso/vue'])

const SPECIFIERS = [RUNTIME, `${RUNTIME}/client`, `${RUNTIME}/node`, '@iaso/react', '@iaso/vue']

/** Wherever the import stands, it leads to the copies that belong to this plugin. */
export function withOwnPackages(alias: Alias | undefined): Alias {
  const ours = SPECIFIERS.flatMap(name => {
    const file = own.resolve(name)
    return file === undefined ? [] : [{ name, alias: file, onlyModule: true }]
  })
  if (Array.isArray(alias)) return [...ours, ...alias]
  return { ...Object.fromEntries(ours.map(({ name, alias: file }) => [`${name}$`, file])), ...(alias || {}) }
}
