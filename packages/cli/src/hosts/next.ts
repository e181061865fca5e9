import { readFileSync } from 'node:fs'
import type { Host } from './host.js'
import { loadConfigurations } from './load.js'

/** As `@iaso/webpack-plugin/next` signs a configuration. */
const SIGN = Symbol.for('iaso:next')

export const next: Host = {
  name: 'next',
  config: 'next.config',
  package: 'next',
  bin: 'next',
  adapter: '@iaso/webpack-plugin/next',
  call: 'withIaso(config)',
  arguments: (given, { manifest }) => ['build', ...(choosesBundler(manifest) ? ['--webpack'] : []), ...given],
  async plugins({ config }) {
    const args = ['phase-production-build', { defaultConfig: {} }]
    const found = config === undefined ? undefined : await loadConfigurations(config, args)
    return found?.map(each => (SIGN in each ? 'iaso' : ''))
  },
}

/** Since version 16 webpack has to be asked for. */
function choosesBundler(manifest: string): boolean {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
  return Number.parseInt(version, 10) >= 16
}
