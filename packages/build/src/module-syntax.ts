import { parseSync } from 'rolldown/utils'

/** Does code import or export by statements? What can't be read as a module isn't one. */
export function hasModuleSyntax(code: string): boolean {
  if (!/\b(?:import|export)\b/.test(code)) return false
  const parsed = parseSync('module.js', code, { lang: 'jsx', sourceType: 'module' })
  const { hasModuleSyntax: has, staticImports, staticExports } = parsed.module
  if (parsed.errors.length > 0 || !has) return false
  // left are `import.meta`, and `export {}`, which names nothing
  return staticImports.length + staticExports.length > 0 || parsed.program.body.some(({ type }) => /^Export/.test(type))
}
