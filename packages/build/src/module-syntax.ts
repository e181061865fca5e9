import { parse } from '@iaso/babel-plugin'

/** Does code import or export by statements? What can't be read as a module isn't one. */
export function hasModuleSyntax(code: string): boolean {
  if (!/\b(?:import|export)\b/.test(code)) return false
  try {
    const { body } = parse(code, 'module', '').program
    return body.some(({ type }) => type === 'ImportDeclaration' || /^Export\w+Declaration$/.test(type))
  } catch {
    return false
  }
}
