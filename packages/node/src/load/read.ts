import { IasoError } from '@iaso/protocol'
import type { Format } from './loader.js'
import { splitMap } from './source-map.js'
import { isTypeScript, stripTypes } from './typescript.js'

/** A source as it would be compiled: plain JavaScript. */
export interface Plain {
  readonly code: string
  readonly format: 'module' | 'commonjs'
  /** Of what other loaders did to it. */
  readonly inputMap: object | undefined
}

const FORMATS: Readonly<Record<string, readonly Plain['format'][]>> = {
  module: ['module'],
  'module-typescript': ['module'],
  commonjs: ['commonjs'],
  'commonjs-typescript': ['commonjs'],
}
/** As Node does it: a module is what isn't CommonJS. */
const UNKNOWN = ['commonjs', 'module'] as const

/**
 * Hands a source on as Node would read it.
 *
 * @throws IasoError IASO1104 what isn't parsed in either way
 */
export function readPlain<T>(source: string, format: Format, use: (plain: Plain) => T): T {
  const { code, map: inputMap } = splitMap(isTypeScript(format) ? stripTypes(source) : source)
  const [first = 'commonjs', other] = FORMATS[format ?? ''] ?? UNKNOWN
  try {
    return use({ code, format: first, inputMap })
  } catch (error) {
    if (!(error instanceof IasoError) || error.code !== 'IASO1104' || other === undefined) throw error
    return use({ code, format: other, inputMap })
  }
}
