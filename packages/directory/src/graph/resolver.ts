import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { realPath } from '@iaso/build'
import { type NapiResolveOptions, type ResolveResult, ResolverFactory } from 'oxc-resolver'
import { resolveExports, resolveImports } from 'resolve-pkg-maps'
import type { Package, Packages } from '../compile/manifest.js'
import type { Specifier } from '../compile/specifiers.js'
import type { Tsconfigs } from '../compile/tsconfig.js'

/** Where a specifier leads: to a file, to a module of Node, or nowhere that is known yet. */
export type Target = { readonly file: string } | { readonly builtin: string } | undefined

const CONDITIONS = {
  import: ['node', 'import', 'module-sync', 'node-addons'],
  require: ['node', 'require', 'module-sync', 'node-addons'],
}

const OPTIONS: NapiResolveOptions = {
  builtinModules: true,
  extensions: ['.js', '.json', '.node', '.ts', '.tsx', '.jsx', '.mjs', '.cjs', '.mts', '.cts'],
  // TypeScript names files by what becomes of them.
  extensionAlias: {
    '.js': ['.js', '.ts', '.tsx', '.jsx'],
    '.mjs': ['.mjs', '.mts'],
    '.cjs': ['.cjs', '.cts'],
    '.jsx': ['.jsx', '.tsx'],
  },
  mainFields: ['main'],
}

function factories(more: NapiResolveOptions): Record<Specifier['by'], ResolverFactory> {
  const by = (kind: Specifier['by']) => new ResolverFactory({ ...OPTIONS, ...more, conditionNames: CONDITIONS[kind] })
  return { import: by('import'), require: by('require') }
}

/** Finds what Node finds when it runs the output; in the sources, where the output is made from them. */
export class Resolver {
  readonly #plain = factories({})
  readonly #typed = factories({ tsconfig: 'auto' })

  constructor(
    private readonly packages: Packages,
    private readonly tsconfigs: Tsconfigs,
    private readonly out: string,
    /** Output, relative to `out` → source. */
    private readonly outputs: ReadonlyMap<string, string>,
  ) {}

  find(from: string, { text, by }: Specifier): Target {
    const own = this.#own(from, text, by)
    if (own !== undefined) return { file: own }
    const { path, builtin } = this.#look(from, text.replace(/(?<=^\.{1,2}\/[^?#]*)[?#].*$/, ''), by)
    if (builtin) return { builtin: builtin.resolved }
    return path === undefined ? undefined : { file: this.#source(realPath(path)) }
  }

  #look(from: string, text: string, by: Specifier['by']): ResolveResult {
    const aliases = this.tsconfigs.aliases(from)
    // The resolver reads tsconfig.json itself, and finds nothing at all where something is missing.
    if (!aliases) return this.#typed[by].resolveFileSync(from, text)
    const tried = [...aliases(text), text].map(each => this.#plain[by].resolveFileSync(from, each))
    return tried.find(({ path, builtin }) => path ?? builtin) ?? {}
  }

  /** `#db` and the package's own name lead into the output, which needn't be there yet. */
  #own(from: string, text: string, by: Specifier['by']): string | undefined {
    const scope = this.packages.of(from)
    if (!scope) return undefined
    for (const path of ownTargets(scope, text, CONDITIONS[by])) {
      const file = join(scope.directory, path)
      const source = this.#source(file)
      if (source !== file || existsSync(file)) return source
    }
    return undefined
  }

  #source(file: string): string {
    const output = relative(this.out, file).split(sep).join('/')
    return this.outputs.get(output) ?? file
  }
}

function ownTargets({ manifest }: Package, text: string, conditions: readonly string[]): string[] {
  const { name, imports, exports } = manifest
  try {
    if (text.startsWith('#')) return resolveImports(imports as never, text, conditions).filter(isRelative)
    if (name === undefined || exports === undefined || !(text === name || text.startsWith(`${name}/`))) return []
    return resolveExports(exports as never, text.slice(name.length + 1), conditions).filter(isRelative)
  } catch {
    // The package doesn't say where this leads; the resolver reports it.
    return []
  }
}

function isRelative(path: string): boolean {
  return path.startsWith('./')
}

/** Relative, with `/`, and with a dot in front. */
export function relativeSpecifier(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}
