import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { IasoError } from '@iaso/protocol'
import {
  createPathsMatcher,
  findTsconfig,
  getTsconfig,
  type TsConfigJsonResolved,
  type TsConfigResult,
} from 'get-tsconfig'
import type { TransformOptions } from 'rolldown/utils'

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

interface Tsconfig extends TsConfigResult {
  /** What it extends isn't there: these are its own options. */
  readonly isAlone?: boolean
}

/** The tsconfig.json that is nearest to each directory, with what it extends. */
export class Tsconfigs {
  readonly #cache = new Map<string, never>()
  readonly #directories = new Map<string, Tsconfig | null>()
  readonly #warned = new Set<string>()

  constructor(
    private readonly pathOf: (file: string) => string,
    private readonly warn: (message: string) => void,
  ) {}

  of(file: string): CompilerOptions {
    return this.#near(dirname(file))?.config.compilerOptions ?? {}
  }

  /** For a compiler that reads tsconfig.json itself, and stops where something is missing. */
  forCompiler(file: string): TransformOptions['tsconfig'] {
    if (!this.#near(dirname(file))?.isAlone) return true
    return { compilerOptions: this.of(file) } as TransformOptions['tsconfig']
  }

  /** The same for what finds modules: where `paths` would lead a specifier. */
  aliases(file: string): ((specifier: string) => string[]) | undefined {
    const near = this.#near(dirname(file))
    return near?.isAlone ? (createPathsMatcher(near) ?? (() => [])) : undefined
  }

  /** What decides about the files in a directory, as text that is the same on every machine. */
  digestible(directory: string): string {
    const options = this.#near(directory)?.config.compilerOptions ?? {}
    return JSON.stringify(MEANINGFUL.map(name => options[name] ?? null))
  }

  #near(directory: string): Tsconfig | null {
    if (!this.#directories.has(directory)) this.#directories.set(directory, this.#read(directory))
    return this.#directories.get(directory) ?? null
  }

  #read(directory: string): Tsconfig | null {
    try {
      return getTsconfig(directory, 'tsconfig.json', this.#cache)
    } catch (error) {
      const path = findTsconfig(directory) ?? directory
      if (!this.#warned.has(path))
        this.warn(new IasoError('IASO2200', { path: this.pathOf(path), detail: (error as Error).message }).message)
      this.#warned.add(path)
      return { path, config: ownPart(path), isAlone: true }
    }
  }
}

const COMMENTS = /("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\//g
const TRAILING_COMMAS = /("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g

/** A tsconfig.json without what it extends. */
function ownPart(path: string): TsConfigJsonResolved {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  const { extends: _, ...own } = JSON.parse(text.replace(COMMENTS, '$1').replace(TRAILING_COMMAS, '$1'))
  return own
}
