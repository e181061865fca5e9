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
  try {
    return babelParse(code, options)
  } catch (error) {
    throw new IasoError('IASO1104', { file, detail: (error as Error).message })
  }
}
