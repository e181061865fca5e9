import { claim } from '@iaso/runtime/copies'
import { Collector } from '../collect/collector.js'
import type { Configuration } from '../configuration/index.js'
import type { Release } from '../release/index.js'
import { hookCommonJs } from './commonjs.js'
import { provideDefine } from './define.js'
import { hookJest } from './jest.js'
import { type Changer, Loader } from './loader.js'
import { hookModules } from './modules.js'
import type { ThreadData } from './thread.js'

/**
 * Sees to it that every application module is guarded when it is compiled, whatever other hooks have made of its source. Worker threads
 * and forked processes inherit `--import` and `--require`, and so come here too.
 */
export function installGuards(configuration: Configuration, release: Release | undefined): void {
  provideDefine()
  const loader = new Loader(configuration, process.sourceMapsEnabled === true, release, claim)
  install(loader, { configuration, withMaps: loader.withMaps, release, collects: false })
  if (configuration.test === 'drill') hookJest(loader, configuration.log)
}

/** … is read and left out, as soon as somebody asks for it. */
export function installCollector(configuration: Configuration): Collector {
  const collector = new Collector(configuration)
  install(collector, { configuration, withMaps: false, release: undefined, collects: true })
  return collector
}

function install(changer: Changer, data: ThreadData): void {
  hookCommonJs(changer)
  hookModules(changer, data)
}
