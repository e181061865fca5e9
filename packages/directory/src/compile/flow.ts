import { extname } from 'node:path'
import { transformAsync } from '@babel/core'
import { parseSync } from 'rolldown/utils'
import { babelPlugin } from './babel.js'

const NAMED_FOR_JAVASCRIPT = new Set(['.js', '.mjs', '.cjs', '.jsx'])

/** What stands before the first statement. */
const HEAD = /^(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/|#!.*|(['"])use strict\1;?)*/

/** What is left when types are gone; JSX is still in it. */
export interface Untyped {
  readonly code: string
  readonly map: object | undefined
}

/**
 * Takes away the types of Flow, as Babel's preset does: annotations, `import type`, fields that only have a type.
 *
 * @returns `undefined` for what has no types of Flow, or doesn't parse with them either
 */
export async function withoutFlow(file: string, source: string): Promise<Untyped | undefined> {
  if (!NAMED_FOR_JAVASCRIPT.has(extname(file))) return undefined
  if (!saysFlow(source) && (parses(file, source, 'js') || parses(file, source, 'jsx'))) return undefined
  const result = await transformAsync(source, {
    babelrc: false,
    configFile: false,
    sourceMaps: true,
    sourceFileName: file,
    sourceType: 'unambiguous',
    parserOpts: { plugins: ['jsx', 'flow', 'decorators'] },
    plugins: [babelPlugin('@babel/plugin-transform-flow-strip-types')],
  }).catch(() => undefined)
  return result ? { code: result.code ?? '', map: result.map ?? undefined } : undefined
}

/** In a file that says so, `f<T>(x)` has a type argument; elsewhere it compares twice. */
function saysFlow(source: string): boolean {
  return /@flow\b/.test(HEAD.exec(source)?.[0] ?? '')
}

/** Whether the file is JavaScript, with JSX or without. */
export function parses(file: string, source: string, lang: 'js' | 'jsx'): boolean {
  return parseSync(file, source, { lang, sourceType: 'unambiguous' }).errors.length === 0
}
