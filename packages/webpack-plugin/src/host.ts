/**
 * What webpack 5 and Rspack have in common, as far as it is used here. Written down once more so that neither has to be installed
 * for the other's users.
 */

interface Hook<Args extends unknown[]> {
  tap(options: string | { readonly name: string; readonly stage?: number }, run: (...args: Args) => void): void
}

interface BailHook<Args extends unknown[], Result> {
  tap(name: string, run: (...args: Args) => Result | undefined): void
}

interface AsyncHook<Args extends unknown[]> extends Hook<Args> {
  tapPromise(
    options: string | { readonly name: string; readonly stage?: number },
    run: (...args: Args) => Promise<void>,
  ): void
}

export interface Compiler {
  readonly context: string
  readonly watchMode: boolean
  readonly options: Configuration
  readonly webpack: Bundler
  readonly hooks: {
    readonly thisCompilation: Hook<[Compilation]>
    readonly afterCompile: AsyncHook<[Compilation]>
    readonly afterEmit: AsyncHook<[Compilation]>
    readonly watchRun: AsyncHook<[Compiler]>
    readonly shouldEmit: BailHook<[Compilation], boolean>
  }
  /** Rspack: plugins that are written in Rust. */
  readonly __internal__builtinPlugins?: readonly { readonly name: string; readonly options: unknown }[]
  isChild(): boolean
}

/** The exports of the package. */
interface Bundler {
  readonly version: string
  readonly rspackVersion?: string
  readonly sources: {
    readonly ReplaceSource: new (source: Source) => Source & { insert(at: number, text: string): void }
  }
  /** Rspack's own. */
  readonly LightningCssMinimizerRspackPlugin?: new () => object
  readonly WebpackError: new (message: string) => Error & { hideStack?: boolean }
  readonly Compilation: { readonly PROCESS_ASSETS_STAGE_ADDITIONS: number }
  readonly DefinePlugin: { readonly getCompilationHooks?: (compilation: Compilation) => DefineHooks }
}

interface DefineHooks {
  readonly definitions?: { call(start: object): Readonly<Record<string, unknown>> }
}

export interface Configuration {
  context?: string
  name?: string
  mode?: string
  devtool?: string | false
  target?: string | false | readonly string[]
  plugins: readonly unknown[]
  module: { rules: unknown[] }
  resolve: { alias?: Alias }
  output?: { readonly environment?: { readonly optionalChaining?: boolean }; readonly publicPath?: unknown }
  optimization: { minimize?: boolean; minimizer?: unknown[]; nodeEnv?: string | false }
  externals?: unknown
  externalsPresets?: { readonly node?: boolean }
}

/** @see https://webpack.js.org/configuration/resolve/#resolvealias */
export type Alias = false | Record<string, unknown> | { name: string; alias: unknown; onlyModule?: boolean }[]

interface Source {
  source(): string | Uint8Array
}

export interface Compilation {
  readonly compiler: Compiler
  readonly modules: Iterable<Module>
  readonly chunks: Iterable<Chunk>
  readonly entries: ReadonlyMap<
    string,
    { readonly dependencies: readonly Dependency[]; readonly includeDependencies: readonly Dependency[] }
  >
  readonly globalEntry?: {
    readonly dependencies: readonly Dependency[]
    readonly includeDependencies: readonly Dependency[]
  }
  readonly moduleGraph: { getResolvedModule(dependency: Dependency): Module | null }
  readonly chunkGraph: {
    getModuleChunksIterable(module: Module): Iterable<Chunk>
    getChunkModulesIterable(chunk: Chunk): Iterable<Module>
  }
  readonly errors: unknown[]
  readonly warnings: unknown[]
  readonly hooks: {
    readonly finishModules: AsyncHook<[Iterable<Module>]>
    readonly optimizeTree: AsyncHook<[Iterable<Chunk>, Iterable<Module>]>
    readonly chunkHash: Hook<[Chunk, { update(text: string): void }]>
    readonly processAssets: Hook<[Readonly<Record<string, Source>>]>
  }
  getAssets(): readonly Asset[]
  updateAsset(file: string, update: (source: Source) => Source): void
}

interface Asset {
  readonly name: string
  readonly source: Source
  /** Of a module that is a file: relative to the context. */
  readonly info: { readonly sourceFilename?: string }
}

export interface Chunk {
  readonly id: string | number | null
  readonly name?: string | null
  readonly files: Iterable<string>
  hasRuntime(): boolean
}

export interface Module {
  readonly type: string
  /** Absolute, with its query; absent where there is no file. */
  readonly resource?: string
  readonly layer?: string | null
  readonly dependencies: readonly Dependency[]
  readonly blocks: readonly Block[]
  /** Kept in the persistent cache. */
  readonly buildInfo?: Record<string, unknown>
  /** Text of what mini-css-extract-plugin takes out. */
  readonly content?: string | Uint8Array
  /** Of several that were made into one: the one that the others are imported by. */
  readonly rootModule?: Module
  identifier(): string
  nameForCondition?(): string | null
  originalSource(): Source | null
}

interface Block {
  readonly dependencies: readonly Dependency[]
  readonly blocks: readonly Block[]
}

export interface Dependency {
  readonly category?: string
  readonly request?: string
}

/** What a loader is called on. */
export interface LoaderContext {
  readonly _compiler: Compiler
  readonly _module: Module & { buildInfo: Record<string, unknown> }
  readonly resourcePath: string
  readonly context: string
  readonly sourceMap: boolean
  readonly loaderIndex: number
  readonly loaders: readonly { readonly path: string }[]
  async(): LoaderCallback
  getResolve(options: object): (context: string, request: string) => Promise<string>
}

export type LoaderCallback = (
  error: Error | null,
  code?: string | Buffer,
  map?: object | string,
  meta?: unknown,
) => void
