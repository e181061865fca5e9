import type { IasoOptions } from '@iaso/build'
import type { Plugin } from 'vite'
import { guardPlugin } from './plugin.js'
import type { Session } from './session.js'
import { stylesPlugin } from './styles.js'

export type { IasoOptions, Pattern } from '@iaso/build'

/**
 * Guards the application's functions in release builds, and emits patches: see `iaso build --emit-patch`. Does nothing in the
 * development server, in watching builds and in tests.
 *
 * @example
 * // vite.config.js
 * export default defineConfig({ plugins: [react(), iaso()] })
 */
export default function iaso(options: IasoOptions = {}): Plugin[] {
  if (options.enabled === false) return []
  const sessions = new Map<string, Session>()
  return [stylesPlugin((environment) => sessions.get(environment)), guardPlugin(options, sessions)]
}
