import type { IasoOptions } from '@iaso/build/options'
import { fromEnvironment } from './environment.js'
import { readFile } from './file.js'
import { findRoot } from './root.js'

/** What a process was started with; can be handed to another thread. */
export interface Configuration {
  /** Absolute: what module paths are relative to. */
  readonly root: string
  readonly options: IasoOptions
}

/**
 * From the nearest to the farthest: the environment, `iaso.config.{js,mjs,cjs,json}`, `iaso` in package.json.
 *
 * @throws IasoError IASO1108
 */
export function readConfiguration(
  env: Readonly<Record<string, string | undefined>> = process.env,
  start: readonly (string | undefined)[] = [process.argv[1], process.cwd()],
): Configuration {
  const root = findRoot(env['IASO_ROOT'], start)
  return { root, options: { ...readFile(root), ...fromEnvironment(env) } }
}
