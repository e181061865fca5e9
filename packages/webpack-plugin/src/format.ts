import { hasModuleSyntax } from '@iaso/build'

/** What the host takes a module's code for, by the type that it has given the module. */
export function formatOf(type: string, code: string): 'module' | 'commonjs' {
  if (type === 'javascript/esm') return 'module'
  return type === 'javascript/dynamic' || !hasModuleSyntax(code) ? 'commonjs' : 'module'
}
