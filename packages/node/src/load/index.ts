import module from 'node:module'
import { REALM_DEFINE } from '@iaso/build/load'
import { define } from '@iaso/runtime'
import type { Configuration } from '../configuration/index.js'
import { hookCommonJs } from './commonjs.js'
import { Loader } from './loader.js'
import { hookModules, type RegisterHooks } from './modules.js'

/**
 * Sees to it that every application module is guarded when it is compiled, whatever other hooks have made of its source. Worker threads
 * and forked processes inherit `--import` and `--require`, and so come here too.
 */
export function installHooks(configuration: Configuration): void {
  Object.defineProperty(globalThis, REALM_DEFINE, { value: define, configurable: true })
  const loader = new Loader(configuration, process.sourceMapsEnabled === true)
  hookCommonJs(loader)
  const { registerHooks } = module as { registerHooks?: RegisterHooks }
  if (registerHooks) hookModules(loader, registerHooks)
  else module.register('./thread.js', import.meta.url, { data: { configuration, withMaps: loader.withMaps } })
}
