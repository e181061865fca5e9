import { type Host, option, type Place } from './host.js'
import { loadConfigurations, pluginsOf } from './load.js'

const adapter = { adapter: '@iaso/rollup-plugin', call: 'iaso()' }

export const rollup: Host = {
  ...adapter,
  name: 'rollup',
  config: 'rollup.config',
  package: 'rollup',
  bin: 'rollup',
  arguments: withConfig,
  plugins,
}

export const rolldown: Host = {
  ...adapter,
  name: 'rolldown',
  config: 'rolldown.config',
  package: 'rolldown',
  bin: 'rolldown',
  arguments: withConfig,
  plugins,
}

/** Without `-c`, there is no configuration to them. */
function withConfig(given: readonly string[]): readonly string[] {
  return option(given, 'config', 'c') === undefined && !given.includes('-c') && !given.includes('--config')
    ? ['-c', ...given]
    : given
}

async function plugins({ config }: Place): Promise<readonly string[] | undefined> {
  const found = config === undefined ? undefined : await loadConfigurations(config, [{}])
  return found && (await pluginsOf(found)).map(plugin => String((plugin as { name?: unknown }).name))
}
