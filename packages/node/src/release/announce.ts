import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { loaderGlobal, releaseGlobal } from '@iaso/protocol'
import type { Release } from './index.js'

/** Says which release this is, and lets patches load installed packages by the files that the application loads. */
export function announceRelease({ app, id, root }: Release): void {
  const require = createRequire(join(root, 'package.json'))
  const load = (path: string): unknown => {
    const inner = path.slice(path.indexOf('node_modules/') + 'node_modules/'.length)
    const places = require.resolve.paths('_') ?? []
    return require(places.map(place => join(place, inner)).find(file => existsSync(file)) ?? inner)
  }
  Object.defineProperty(globalThis, releaseGlobal(app), { value: id, configurable: true })
  Object.defineProperty(globalThis, loaderGlobal(app), { value: load, configurable: true })
}
