import { OwnPackages, openProject, type Project, withoutTests } from '@iaso/build/load'
import type { IasoOptions } from '@iaso/build/options'
import { IasoError } from '@iaso/protocol'
import { fromEnvironment } from './environment.js'
import { readFile } from './file.js'
import { findRoot } from './root.js'

/** What a process was started with; can be handed to another thread. */
export interface Configuration {
  /** Absolute: what module paths are relative to. */
  readonly root: string
  readonly options: IasoOptions
  /** The process runs tests. */
  readonly test: TestMode | undefined
  /** What a drill writes into. */
  readonly log: string | undefined
}

/** `guard`: as in production; `drill`: each function is patched with itself as well. */
type TestMode = 'guard' | 'drill'

/**
 * From the nearest to the farthest: the environment (`IASO_TEST` and `IASO_DRILL_LOG` are known there only), `iaso.config.{js,mjs,cjs,json}`, `iaso` in package.json.
 *
 * @throws IasoError IASO1108
 */
export function readConfiguration(
  env: Readonly<Record<string, string | undefined>> = process.env,
  start: readonly (string | undefined)[] = [process.argv[1], process.cwd()],
): Configuration {
  const root = findRoot(env['IASO_ROOT'], start)
  const test = testMode(env['IASO_TEST'])
  const options = { ...readFile(root), ...fromEnvironment(env) }
  return { root, options: test ? withoutTests(options) : options, test, log: env['IASO_DRILL_LOG'] }
}

function testMode(text: string | undefined): TestMode | undefined {
  if (text === 'guard' || text === 'drill') return text
  if (!text) return undefined
  throw new IasoError('IASO1108', { option: 'IASO_TEST', detail: `"${text}" is neither "guard" nor "drill"` })
}

export function projectOf({ root, options }: Configuration): Project {
  return openProject(root, options, new OwnPackages(import.meta.url, ['@iaso/runtime']))
}
