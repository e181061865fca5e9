import { IasoError } from '@iaso/protocol'

/** A glob relative to the project's root, or a regular expression for the module's path. */
export type Pattern = string | RegExp

export interface IasoOptions {
  /**
   * Name of the application; it keeps two applications on one page apart.
   * @default `name` of the project's package.json, else the name of its directory
   */
  readonly app?: string
  /**
   * Environments to guard, as the host calls them.
   * @default all of them
   */
  readonly environments?: readonly string[]
  /** Guards these modules too, e.g. `'../shared/**'` or `'node_modules/our-ui/**'`. */
  readonly include?: Pattern | readonly Pattern[]
  /** Leaves these modules without guards. Wins over `include`. */
  readonly exclude?: Pattern | readonly Pattern[]
  /**
   * Where releases and patches are kept, relative to the root. Not part of what is deployed; keep it as long as the release runs.
   * @default '.iaso'
   */
  readonly directory?: string
  /**
   * Where migrations are kept, in a directory for each release, relative to the root. They are sources: keep them under version control.
   * @default 'iaso/migrations'
   */
  readonly migrations?: string
  /**
   * Any text; another one gives every module another id. For the day when two ids collide (IASO1103).
   * @default ''
   */
  readonly salt?: string
  /** What `iaso build` compiles where there is no bundler. Relative to the root. */
  readonly build?: { readonly source?: string; readonly out?: string; readonly entries?: readonly string[] }
  /** @default true */
  readonly enabled?: boolean
  /**
   * Emits a patch instead of a release, as `IASO_EMIT_PATCH=1` and `--emit-patch` do.
   * @default false
   */
  readonly emitPatch?: boolean
  /**
   * In Vitest, as `IASO_TEST` does: runs the tests with guards (`guard`), with every function patched with itself (`drill`), or on a release
   * with one of its patches (the path of the patch's directory in `.iaso`).
   *
   * @default nothing happens in tests
   */
  readonly test?: 'guard' | 'drill' | (string & {})
}

const isText = (value: unknown) => typeof value === 'string'
const isFlag = (value: unknown) => typeof value === 'boolean'
const isPattern = (value: unknown) => isText(value) || value instanceof RegExp
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isListOf = (check: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(check)
const isPatterns = (value: unknown) => isPattern(value) || isListOf(isPattern)(value)

const CHECKS: Readonly<Record<keyof IasoOptions, readonly [(value: unknown) => boolean, string]>> = {
  app: [isText, 'a string'],
  environments: [isListOf(isText), 'a list of strings'],
  include: [isPatterns, 'a glob, a regular expression, or a list of them'],
  exclude: [isPatterns, 'a glob, a regular expression, or a list of them'],
  directory: [isText, 'a string'],
  migrations: [isText, 'a string'],
  salt: [isText, 'a string'],
  build: [isObject, 'an object with `source` and `out`'],
  enabled: [isFlag, 'true or false'],
  emitPatch: [isFlag, 'true or false'],
  test: [isText, '"guard", "drill", or the path of a patch'],
}

/** @throws IasoError IASO1106 the name of the application; IASO1108 any other option. */
export function checkOptions(options: IasoOptions): void {
  for (const [option, value] of Object.entries(options)) {
    const check = Object.hasOwn(CHECKS, option) ? CHECKS[option as keyof IasoOptions] : undefined
    if (!check)
      throw new IasoError('IASO1108', {
        option,
        detail: `there is no such option; known: ${Object.keys(CHECKS).join(', ')}`,
      })
    if (value !== undefined && !check[0](value))
      throw new IasoError('IASO1108', { option, detail: `it must be ${check[1]}` })
  }
  if (options.app !== undefined) checkApp(options.app)
}

function checkApp(name: string): void {
  if (!/^[\w@./-]+$/.test(name)) throw new IasoError('IASO1106', { name })
}
