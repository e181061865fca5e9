import { dirname } from 'node:path'
import { getTsconfig, type TsConfigJsonResolved, type TsConfigResult } from 'get-tsconfig'

type CompilerOptions = NonNullable<TsConfigJsonResolved['compilerOptions']>

/** What decides how sources are compiled; the rest is for the checker. */
const MEANINGFUL: readonly (keyof CompilerOptions)[] = [
  'module',
  'target',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'experimentalDecorators',
  'emitDecoratorMetadata',
  'useDefineForClassFields',
  'verbatimModuleSyntax',
  'esModuleInterop',
  'baseUrl',
  'paths',
]

/** The tsconfig.json that is nearest to each directory, with what it extends. */
export class Tsconfigs {
  readonly #cache = new Map<string, never>()
  readonly #directories = new Map<string, TsConfigResult | null>()

  of(file: string): CompilerOptions {
    return this.#near(dirname(file))?.config.compilerOptions ?? {}
  }

  /** What decides about the files in a directory, as text that is the same on every machine. */
  digestible(directory: string): string {
    const options = this.#near(directory)?.config.compilerOptions ?? {}
    return JSON.stringify(MEANINGFUL.map(name => options[name] ?? null))
  }

  #near(directory: string): TsConfigResult | null {
    if (!this.#directories.has(directory))
      this.#directories.set(directory, getTsconfig(directory, 'tsconfig.json', this.#cache))
    return this.#directories.get(directory) ?? null
  }
}
