import { fileMarker } from '@iaso/patch-builder/carried'
import type { Output } from './output.js'

/** What hosts put in the place of an address until they know it: an expression, or a part of a text. */
const PLACEHOLDER = /import\.meta\.ROLL(?:UP|DOWN)_FILE_URL_([\w$]+)|__VITE_ASSET__([\w$]+)__(?:\$_(.*?)__)?/g

/** A module that is nothing but an address, or a text: of an asset, `?url`, `?raw`, `?inline`. */
const VALUE = /^\s*export default ("(?:[^"\\\n]|\\.)+"|import\.meta\.ROLL(?:UP|DOWN)_FILE_URL_[\w$]+);?\s*$/

export const LEFT = /__VITE_(?:PUBLIC_|WORKER_)?ASSET__|ROLL(?:UP|DOWN)_FILE_URL_/

/** Code that says which files it means, and what is in them: both builds' can be compared then. */
export function nameFiles(
  code: string,
  { fileOf }: Pick<Output, 'fileOf'>,
  digests: ReadonlyMap<string, string>,
): string {
  return code.replace(PLACEHOLDER, (whole, expression?: string, text?: string, rest = '') => {
    const file = fileOf(expression ?? text ?? '')
    const digest = file === undefined ? undefined : digests.get(file)
    if (file === undefined || digest === undefined) return whole
    const marker = fileMarker(digest, file)
    return expression === undefined ? marker + rest : JSON.stringify(marker)
  })
}

/** The same as a module whose constant others read; undefined: it is more than that. */
export function valueModule(code: string): string | undefined {
  const [, value] = VALUE.exec(code) ?? []
  return value === undefined ? undefined : `const value = ${value};\nexport { value as default };\n`
}
