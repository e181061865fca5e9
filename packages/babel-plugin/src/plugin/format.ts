import type * as t from '@babel/types'
import type { ModuleFormat } from '@iaso/protocol'
import { analyze } from '../analyze/index.js'

const COMMONJS = ['require', 'module', 'exports', '__filename', '__dirname']
/** AMD and SystemJS: what other plugins make of a module for a script tag. */
const WRAPPERS = ['define', 'System']

/**
 * How the code that comes out will be run.
 *
 * @param written the kind of source that was written: plugins may have made CommonJS of a module
 */
export function formatOf(program: t.Program, written: string | undefined): ModuleFormat {
  if (program.sourceType === 'module' || program.body.some(isModuleItem)) return 'module'
  if ((program.sourceType as string) === 'commonjs') return 'commonjs'
  const { globals } = analyze(program, 'commonjs', '')
  if (COMMONJS.some(name => globals.has(name))) return 'commonjs'
  return written === 'module' && !WRAPPERS.some(name => globals.has(name)) ? 'commonjs' : 'script'
}

function isModuleItem({ type }: t.Statement): boolean {
  return type === 'ImportDeclaration' || (type.startsWith('Export') && type.endsWith('Declaration'))
}
