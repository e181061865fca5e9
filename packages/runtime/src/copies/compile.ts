import module from 'node:module'
import { relative, sep } from 'node:path'
import type { Runtime } from '../registry.js'
import type { Register } from '../wire.js'
import type { Claims } from './claims.js'

type Compile = (this: unknown, code: string, file: string, ...rest: unknown[]) => unknown

/** The arguments of `define`. */
export type Definition = readonly [id: string, fingerprint: string, cells: number]

/**
 * Renames the modules of a build that Node compiles once more. Only what is required comes by here: an ES module that is imported under
 * another URL keeps its code.
 *
 * @param root - where the build is
 * @param definitions - by file, relative to it, with slashes
 * @param registrars - gets one more for each copy, under `$` and its id: a module that was transpiled looks for it there
 */
export function renameCopies(
  { define }: Runtime,
  claims: Claims,
  root: string,
  definitions: Readonly<Record<string, Definition>>,
  registrars: Record<string, Register>,
): void {
  hookCompile((code, file) => {
    const definition = definitions[relative(root, file).split(sep).join('/')]
    if (definition === undefined) return code
    const [original, fingerprint, cells] = definition
    const id = claims.next(original)
    if (id === original) return code
    registrars[`$${id}`] = define(id, fingerprint, cells)
    return code.replaceAll(original, id)
  })
}

function hookCompile(change: (code: string, file: string) => string): void {
  const prototype = module.prototype as unknown as { _compile: Compile }
  const compile = prototype._compile
  prototype._compile = function (code, file, ...rest) {
    return compile.call(this, typeof code === 'string' ? change(code, file) : code, file, ...rest)
  }
}
