import module from 'node:module'
import type { Changer, Format } from './loader.js'

type Compile = (this: unknown, code: string, file: string, format?: Format, ...rest: unknown[]) => unknown

/**
 * All that is required comes by here, modules and TypeScript too, and CommonJS that is imported. Hooks in `require.extensions`, such as
 * those of ts-node and @babel/register, change the code before.
 */
export function hookCommonJs(changer: Changer): void {
  const prototype = module.prototype as unknown as { _compile: Compile }
  const compile = prototype._compile
  prototype._compile = function (code, file, format, ...rest) {
    const loaded = typeof code === 'string' ? changer.load(file, code, format) : undefined
    if (!loaded) return compile.call(this, code, file, format, ...rest)
    // Without a format, Node finds out as it would have from the source.
    return compile.call(this, loaded.code, file, format && loaded.format, ...rest)
  }
}
