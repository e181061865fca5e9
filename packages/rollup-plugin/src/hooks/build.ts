/** One build of one environment, as its host describes it. */
export interface Build {
  readonly environment: string
  readonly isServer: boolean
  /** Names that the host replaces after all plugins; empty where it does so before. */
  readonly defines: Readonly<Record<string, string>>
  /** Hosts that compile types and JSX after all plugins: what they were told about it. */
  readonly compiles?: object
  /** For dependencies that only a patch brings: at least `process.env.NODE_ENV`. */
  readonly patchDefines: Readonly<Record<string, string>>
  /** Syntax that the release was built for; nothing: that of the sources. */
  readonly target: string | readonly string[] | undefined
  /** Somebody asks for source maps of the output. */
  readonly sourceMaps: boolean
  /** It can have more than one chunk, and the runtime may be one of them. */
  readonly splitsCode: boolean
  /** That chunk is made by `withRuntimeGroup`. */
  readonly usesGroups: boolean
  warn(message: string): void
  print(text: string): void
}
