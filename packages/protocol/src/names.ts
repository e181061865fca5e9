/** Names that generated code, the runtime and the patch builder must agree on. */

/** Characters of a module id: every cell's name of the module begins with `$` and the id. */
export const MODULE_ID_LENGTH = 6

/**
 * Characters of a fingerprint, 30 bits: every guarded module carries one. The release id stands for the whole release; this is for a chunk of
 * another release that a page loaded nevertheless.
 */
export const FINGERPRINT_LENGTH = 5

/**
 * The global property that the guard of a function reads.
 *
 * @example cellName('k3j2hd', 37) // '$k3j2hd11'
 */
export function cellName(moduleId: string, cell: number): string {
  return `$${moduleId}${cell.toString(36)}`
}

/** The global that holds the release id of an application, set by the release's entry chunks. */
export function releaseGlobal(app: string): string {
  return `$iaso:${app}`
}

/** The global by which patches get at installed packages, by path: `node_modules/x/index.js`. Set by releases for plain Node. */
export function loaderGlobal(app: string): string {
  return `$iaso-load:${app}`
}

/** An expression for a module that a page of the release hands out whole. */
export function providedModule(app: string, path: string): string {
  return `globalThis[Symbol.for("iaso:modules")][${JSON.stringify(`${app} ${path}`)}]`
}

/** The statement by which it does so. */
export function provideModule(app: string, path: string, value: string): string {
  return `(globalThis[Symbol.for("iaso:modules")]??={})[${JSON.stringify(`${app} ${path}`)}]=${value}`
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `length` characters of `[0-9a-zA-Z]` from the leading bytes of a digest. */
export function base62(digest: Uint8Array, length: number): string {
  let value = 0n
  for (const byte of digest) value = value * 256n + BigInt(byte)
  let text = ''
  for (let i = 0; i < length; i++) {
    text += ALPHABET[Number(value % 62n)]
    value /= 62n
  }
  return text
}
