import { RUNTIME } from './own.js'

/*
 * Modules that no file holds. Neither webpack nor Rspack lets a plugin make one up, but both read `data:` addresses. Rspack resolves what
 * such a module imports from the compiler's context, so it imports by alias or by an absolute path.
 */

const PREFIX = 'data:text/javascript,'
const SIGN = '/*iaso*/'

export function registrar(id: string, fingerprint: string, cells: number): string {
  return toAddress(`import{define}from"${RUNTIME}";export default define("${id}","${fingerprint}",${cells})`)
}

/** Tells the React adapter about one copy of React. */
export function reactModule(reactDom: string): string {
  return toAddress(
    `import{createRoot}from${JSON.stringify(reactDom)};import{install}from"@iaso/react";install({createRoot})`,
  )
}

export function isMadeUp(identifier: string): boolean {
  return identifier.includes(`${PREFIX}${encodeURIComponent(SIGN)}`)
}

function toAddress(code: string): string {
  return PREFIX + encodeURIComponent(SIGN + code)
}
