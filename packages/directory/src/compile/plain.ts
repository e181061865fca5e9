import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { transformAsync } from '@babel/core'
import { IasoError } from '@iaso/protocol'
import remapping from '@jridgewell/remapping'
import { type TransformOptions, type TsconfigCache, transform } from 'rolldown/utils'
import { babelPlugin } from './babel.js'
import { parses, withoutFlow } from './flow.js'

/** JavaScript that Node runs, not yet guarded. */
export interface Plain {
  readonly code: string
  /** To the source that a person wrote; absent: it is that. */
  readonly map: object | undefined
  /** Names of functions that decorators of TypeScript call; the code imports them from `HELPERS`. */
  readonly helpers: readonly string[]
}

export const HELPERS = '@oxc-project/runtime/helpers/'

const LANGUAGES: Readonly<Record<string, 'jsx' | 'ts' | 'tsx'>> = {
  '.jsx': 'jsx',
  '.tsx': 'tsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
}

const JSX_TAG = /<\/?[\w.]*>|\/>/

/**
 * Takes away types, JSX, enums and the decorators of TypeScript, as the nearest tsconfig.json says, and the types of Flow.
 *
 * @param name what to call the file in messages
 * @param tsconfig its options, or that they are to be found
 * @throws IasoError IASO1160
 */
export async function toPlain(
  file: string,
  name: string,
  source: string,
  tsconfig: TransformOptions['tsconfig'],
  tsconfigs: TsconfigCache,
): Promise<Plain> {
  const { code, map: untyped } = (await withoutFlow(file, source)) ?? { code: source, map: undefined }
  const lang = LANGUAGES[extname(file)] ?? (isJsx(file, code) ? 'jsx' : undefined)
  if (lang === undefined) return { code, map: untyped, helpers: [] }
  const options = { lang, tsconfig, sourcemap: true }
  const result = await transform(file, code, options, tsconfigs)
  const fault = result.errors[0]
  if (fault) throw new IasoError('IASO1160', { file: name, detail: fault.message })
  const map = result.map && { ...result.map, sources: [file] }
  return { code: result.code, map: joined(map, untyped), helpers: Object.keys(result.helpersUsed) }
}

/** To the source, by way of what was made of it first. */
function joined(map: object | undefined, first: object | undefined): object | undefined {
  return map && first ? { ...remapping([map, first] as never, () => null) } : map
}

/** Whether the file, whatever its name, is no JavaScript but for its JSX. */
function isJsx(file: string, source: string): boolean {
  if (!JSX_TAG.test(source) || parses(file, source, 'js')) return false
  return parses(file, source, 'jsx')
}

/**
 * Takes away the decorators of ECMAScript, which no Node runs yet.
 *
 * @param name what to call the file in messages
 * @throws IasoError IASO1160
 */
export async function lowerDecorators(plain: Plain, name: string): Promise<Plain> {
  const result = await transformAsync(plain.code, {
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    ...(plain.map === undefined ? {} : { inputSourceMap: plain.map as never }),
    sourceType: 'unambiguous',
    plugins: [babelPlugin('@babel/plugin-proposal-decorators', { version: '2023-11' })],
  }).catch((error: Error) => {
    throw new IasoError('IASO1160', { file: name, detail: error.message })
  })
  return { ...plain, code: result?.code ?? '', map: result?.map ?? undefined }
}

/** Text of a helper, as a CommonJS module. */
export function readHelper(name: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(HELPERS + name), 'utf8')
}
