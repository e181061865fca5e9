import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { IasoOptions } from '@iaso/build/options'
import { IasoError } from '@iaso/protocol'

const NAMES = ['iaso.config.js', 'iaso.config.mjs', 'iaso.config.cjs', 'iaso.config.json']

/** The options that a project keeps in a file of its own, else those in its package.json. */
export function readFile(root: string): IasoOptions {
  const file = NAMES.map(name => join(root, name)).find(name => existsSync(name))
  if (file === undefined) return fromManifest(join(root, 'package.json'))
  // `require`, for this runs in `--require` as well; Node ≥ 20.19 lets it load modules that have no top-level await.
  const exported = createRequire(file)(file) as { readonly default?: IasoOptions } & IasoOptions
  return checkObject(exported.default ?? exported, file)
}

function fromManifest(file: string): IasoOptions {
  if (!existsSync(file)) return {}
  const { iaso = {} } = JSON.parse(readFileSync(file, 'utf8')) as { readonly iaso?: IasoOptions }
  return checkObject(iaso, file)
}

function checkObject(value: unknown, file: string): IasoOptions {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new IasoError('IASO1108', { option: 'iaso', detail: `${file} must give an object of options` })
}
