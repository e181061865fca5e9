import { readFileSync, writeFileSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import type { Changer } from './loader.js'
import { splitMap, withMap } from './source-map.js'

/** What Jest makes of a file before it compiles it in a realm of its own. */
interface Transformed {
  readonly code: string
  readonly sourceMapPath?: string | null
}

type Transform<Result> = (file: string, options: { readonly supportsStaticESM?: boolean }, ...rest: unknown[]) => Result

interface Transformer {
  transform: Transform<Transformed>
  transformAsync: Transform<Promise<Transformed>>
}

interface JestModule {
  exports: { readonly createScriptTransformer: (...args: unknown[]) => Promise<Transformer> }
}

/** Since Jest 27 all take it from there, and nothing else. */
const TRANSFORM = /[\\/]@jest[\\/]transform[\\/]build[\\/]index\.js$/

/** Jest compiles modules itself: what it has transformed, and keeps in its cache, is patched on its way to where it runs. */
export function hookJest(changer: Changer, log: string | undefined): void {
  const prototype = module.prototype as unknown as { _compile(this: JestModule, code: string, file: string): unknown }
  const compile = prototype._compile
  prototype._compile = function (code, file, ...rest) {
    const result = compile.call(this, code, file, ...rest)
    if (TRANSFORM.test(file)) hookExports(this, new JestLoader(changer, log))
    return result
  }
}

function hookExports(module: JestModule, jest: JestLoader): void {
  const { createScriptTransformer } = module.exports
  const create = async (...args: unknown[]) => jest.hook(await createScriptTransformer(...args))
  module.exports = Object.defineProperties({} as JestModule['exports'], {
    ...Object.getOwnPropertyDescriptors(module.exports),
    createScriptTransformer: { value: create, enumerable: true },
  })
}

class JestLoader {
  /** Each test file has its own realm, and asks again. */
  private readonly known = new WeakMap<Transformed, Transformed>()
  private maps = 0

  constructor(
    private readonly changer: Changer,
    private readonly log: string | undefined,
  ) {}

  hook(transformer: Transformer): Transformer {
    const { transform, transformAsync } = transformer
    transformer.transform = (file, options, ...rest) =>
      this.patched(file, options.supportsStaticESM, transform.call(transformer, file, options, ...rest))
    transformer.transformAsync = async (file, options, ...rest) =>
      this.patched(file, options.supportsStaticESM, await transformAsync.call(transformer, file, options, ...rest))
    return transformer
  }

  private patched(file: string, isModule: boolean | undefined, transformed: Transformed): Transformed {
    let result = this.known.get(transformed)
    if (result === undefined) {
      result = usesJest(transformed.code) ? transformed : this.load(file, isModule, transformed)
      this.known.set(transformed, result)
    }
    return result
  }

  private load(file: string, isModule: boolean | undefined, transformed: Transformed): Transformed {
    const source = withMap(transformed.code, transformed.sourceMapPath ? readMap(transformed.sourceMapPath) : undefined)
    const loaded = this.changer.load(file, source, isModule ? 'module' : 'commonjs')
    if (!loaded) return transformed
    const { code, map } = splitMap(loaded.code)
    return { ...transformed, code, sourceMapPath: this.keepMap(map) }
  }

  /** Where Jest reads it; next to the log, which goes when the drill is over. */
  private keepMap(map: object | undefined): string | null {
    if (map === undefined || this.log === undefined) return null
    const file = join(dirname(this.log), `${process.pid}-${this.maps++}.map`)
    writeFileSync(file, JSON.stringify(map))
    return file
  }
}

function readMap(file: string): object | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object
  } catch {
    // Another process cleared Jest's cache: stacks have the places of what was transformed.
    return undefined
  }
}

/** A helper of tests: in code of a patch there is no `jest`. */
function usesJest(code: string): boolean {
  return /\bjest\s*[.[(?]/.test(code)
}
