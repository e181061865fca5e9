import { extname } from 'node:path'

/** What the extension of a source becomes in the output. */
const OUTPUT: Readonly<Record<string, string>> = {
  '.js': '.js',
  '.mjs': '.mjs',
  '.cjs': '.cjs',
  '.ts': '.js',
  '.mts': '.mjs',
  '.cts': '.cjs',
  '.jsx': '.js',
  '.tsx': '.js',
}

/** A declaration file says nothing at run time. */
export function isScript(file: string): boolean {
  return Object.hasOwn(OUTPUT, extname(file)) && !/\.d\.[cm]?ts$/.test(file)
}

export function isTyped(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file)
}

/** @example outputName('src/cart.mts') // 'src/cart.mjs' */
export function outputName(file: string): string {
  const extension = extname(file)
  return isScript(file) ? file.slice(0, -extension.length) + OUTPUT[extension] : file
}
