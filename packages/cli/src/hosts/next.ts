import { type Host, majorOf } from './host.js'
import { loadConfigurations } from './load.js'

/** As `@iaso/webpack-plugin/next` signs a configuration. */
const SIGN = Symbol.for('iaso:next')

/** From here on webpack has to be asked for. */
const WITH_CHOICE = 16

export const next: Host = {
  name: 'next',
  config: 'next.config',
  package: 'next',
  bin: 'next',
  oldest: { major: 15, called: 'Next.js 15.4 or later' },
  adapter: '@iaso/webpack-plugin/next',
  call: 'withIaso(config)',
  arguments: (given, { manifest }) => ['build', ...(majorOf(manifest) >= WITH_CHOICE ? ['--webpack'] : []), ...given],
  async plugins({ config }) {
    const args = ['phase-production-build', { defaultConfig: {} }]
    const found = config === undefined ? undefined : await loadConfigurations(config, args)
    return found?.map(each => (SIGN in each ? 'iaso' : ''))
  },
}
