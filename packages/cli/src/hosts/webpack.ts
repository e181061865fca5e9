import type { Host, Place } from './host.js'
import { loadConfigurations, pluginsOf } from './load.js'

const adapter = { adapter: '@iaso/webpack-plugin', call: 'new IasoPlugin()' }

export const webpack: Host = {
  ...adapter,
  name: 'webpack',
  config: 'webpack.config',
  package: 'webpack-cli',
  bin: 'webpack-cli',
  arguments: given => ['build', ...given],
  plugins,
}

export const rspack: Host = {
  ...adapter,
  name: 'rspack',
  config: 'rspack.config',
  package: '@rspack/cli',
  bin: 'rspack',
  arguments: given => ['build', ...given],
  plugins,
}

async function plugins({ config }: Place): Promise<readonly string[] | undefined> {
  const found =
    config === undefined ? undefined : await loadConfigurations(config, [{}, { mode: 'production', env: {} }])
  return found && (await pluginsOf(found)).map(plugin => (plugin.constructor.name === 'IasoPlugin' ? 'iaso' : ''))
}
