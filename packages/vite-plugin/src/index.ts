import { readPatchRequest } from '@iaso/build'
// Apart, so that the types of Babel don't become the user's concern.
import type { IasoOptions } from '@iaso/build/options'
import { IasoError } from '@iaso/protocol'
import type { Session } from '@iaso/rollup-plugin/hooks'
import type { Plugin } from 'vite'
import { nuxtPlugin } from './nuxt.js'
import { guardPlugin } from './plugin.js'
import { reactPlugin } from './react.js'
import { reactRouterPlugin } from './react-router.js'
import { stylesPlugin } from './styles.js'
import { sveltePlugin } from './svelte.js'
import { testPlugin } from './test/index.js'

export type { IasoOptions, Pattern } from '@iaso/build/options'

/**
 * Guards the application's functions in release builds, and emits patches: see `iaso build --emit-patch`. Does nothing in the
 * development server and in watching builds, and in tests only what it is asked for.
 *
 * @example
 * // vite.config.js
 * export default defineConfig({ plugins: [react(), iaso()] })
 */
export default function iaso(options: IasoOptions = {}): Plugin[] {
  if (options.enabled === false) return [switchedOff(options)]
  const sessions = new Map<string, Session>()
  return [
    sveltePlugin(environment => sessions.get(environment)),
    stylesPlugin(environment => sessions.get(environment)),
    guardPlugin(options, sessions),
    reactPlugin(environment => sessions.get(environment)),
    reactRouterPlugin(environment => sessions.get(environment)),
    nuxtPlugin(readPatchRequest(options) !== undefined),
    ...testPlugin(options),
  ]
}

/** Without the plugin, what should have been a patch build would overwrite the release. */
function switchedOff(options: IasoOptions): Plugin {
  return {
    name: 'iaso',
    apply: 'build',
    config() {
      if (readPatchRequest(options))
        throw new IasoError('IASO1108', { option: 'enabled', detail: 'it is false, but a patch is asked for' })
    },
  }
}
