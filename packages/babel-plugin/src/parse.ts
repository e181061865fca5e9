import { parse as babelParse, type ParserOptions } from '@babel/parser'
import type { File } from '@babel/types'
import { IasoError, type ModuleFormat } from '@iaso/protocol'

/**
 * Parses plain JavaScript of ECMAScript 2026.
 *
 * @throws IasoError IASO1104 with line and column.
 */
export function parse(code: string, format: ModuleFormat, file: string): File {
  const options: ParserOptions = {
    sourceType: format === 'module' ? 'module' : 'script',
    sourceFilename: file,
    allowReturnOutsideFunction: format === 'commonjs',
    allowNewTargetOutsideFunction: format === 'commonjs',
    createImportExpressions: true,
    errorRecovery: false,
    plugins: ['explicitResourceManagement', 'sourcePhaseImports', 'deferredImportEvaluation'],
  }
  return notTooDeep(file, () => {
    try {
      return babelParse(code, options)
    } catch (error) {
      if (error instanceof RangeError) throw error
      throw new IasoError('IASO1104', { file, detail: (error as Error).message })
    }
  })
}

/**
 * Thousands of terms in one expression: the parser takes them in a loop, whoever walks the tree doesn't.
 *
 * @throws IasoError IASO1104 in place of an overflow of the stack
 */
export function notTooDeep<T>(file: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new IasoError('IASO1104', { file, detail: `it is nested too deeply: ${error.message}` })
  }
}
