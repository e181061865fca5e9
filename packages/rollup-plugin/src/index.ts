import { readPatchRequest } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import type { RollupOptions, RollupPlugin } from './options.js'
import { guardPlugin } from './plugin.js'

export type { IasoOptions, Pattern } from '@iaso/build/options'
export type { RollupOptions, RollupPlugin } from './options.js'

/**
 * Guards the application's functions in release builds, and emits patches: see `iaso build --emit-patch`. Does nothing while watching.
 *
 * @example
 * // rollup.config.js, rolldown.config.js
 * export default { input: 'src/main.js', output: { dir: 'dist' }, plugins: [iaso()] }
 */
export default function iaso(options: RollupOptions = {}): RollupPlugin {
  if (options.enabled !== false) return guardPlugin(options)
  // Without the plugin, what should have been a patch build would overwrite the release.
  if (readPatchRequest(options))
    throw new IasoError('IASO1108', { option: 'enabled', detail: 'it is false, but a patch is asked for' })
  return { name: 'iaso' }
}
