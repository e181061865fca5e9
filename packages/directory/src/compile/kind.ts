import { extname } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { isTyped } from './names.js'

/** How a file is written and run. `transpiled`: written as an ES module, run as CommonJS. */
export type Kind = 'module' | 'commonjs' | 'transpiled'

const NODE_DECIDES = /^node\d*$|^nodenext$/i

/**
 * As Node and TypeScript decide it: by extension, by the package's `type`, by tsconfig's `module`, by what the code looks like.
 *
 * @param code without types
 */
export function kindOf(
  file: string,
  code: string,
  { type, module = '' }: { readonly type: string | undefined; readonly module: string | undefined },
): Kind {
  const extension = extname(file)
  if (extension === '.cts') return 'transpiled'
  if (extension === '.cjs') return 'commonjs'
  if (isDeclaredModule(file, type)) return 'module'
  if (isTyped(file) && (type === 'commonjs' || NODE_DECIDES.test(module) || /^commonjs$/i.test(module)))
    return 'transpiled'
  return hasModuleSyntax(file, code) ? 'module' : 'commonjs'
}

/** Whether extension and package say so. What is a module by its looks only may be on its way to Jest or Babel, which make CommonJS of it. */
export function isDeclaredModule(file: string, type: string | undefined): boolean {
  const extension = extname(file)
  return (
    extension === '.mjs' || extension === '.mts' || (type === 'module' && extension !== '.cjs' && extension !== '.cts')
  )
}

function hasModuleSyntax(file: string, code: string): boolean {
  if (!/\b(?:import|export|await)\b/.test(code)) return false
  return parseSync(file, code, { lang: 'js', sourceType: 'unambiguous' }).module.hasModuleSyntax
}
