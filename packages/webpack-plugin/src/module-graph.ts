import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { GuardedModule, HostGraph, Project } from '@iaso/build'
import { assetCode } from './asset.js'
import type { Compilation, Dependency, Module } from './host.js'
import { isMadeUp, vueModuleOf } from './made-up.js'
import { STYLES } from './style.js'

/** Under which a guarded module is kept in the host's `buildInfo`, and with that in its persistent cache. */
export const KEPT = 'iaso'

/** What a plugin asks for by files and loaders, as where it takes a style out of its module: no code says so, and each machine has other paths. */
const LOADED = /^(?:\/|[A-Za-z]:[\\/]).*!/

/**
 * What the graph says before the host optimises it: afterwards imports lead past the modules that only re-export.
 */
export class ModuleGraph {
  readonly #compilation: Compilation
  readonly #project: Project
  readonly #modules = new Map<string, Module>()
  readonly #imports = new Map<Module, string[]>()
  /** Of `new URL(…, import.meta.url)`: what is asked for there, no variable holds. */
  readonly #addressed = new Set<Module>()
  readonly #entries: ReadonlySet<Module>
  readonly #resolutions = new Map<Module, Record<string, string>>()

  constructor(compilation: Compilation, project: Project) {
    this.#compilation = compilation
    this.#project = project
    this.#entries = new Set(entriesOf(compilation).flatMap(dependency => this.#target(dependency) ?? []))
    for (const module of compilation.modules) this.#read(module)
  }

  #idOf(module: Module): string {
    return vueModuleOf(module.identifier(), this.#project)?.path ?? idOf(module)
  }

  #read(module: Module): void {
    this.#modules.set(this.#idOf(module), module)
    this.#imports.set(
      module,
      module.dependencies.flatMap(dependency => {
        // A function may be the one that requires, whenever it is called.
        const target = dependency.category === 'commonjs' ? undefined : this.#target(dependency)
        return target ? [this.#idOf(target)] : []
      }),
    )
    const pairs = dependenciesOf(module).flatMap(dependency => {
      const target = dependency.request === undefined ? undefined : this.#target(dependency)
      if (target && dependency.category === 'url') this.#addressed.add(target)
      return target && !isMadeUp(target.identifier()) ? [[dependency.request, this.path(target)] as const] : []
    })
    this.#resolutions.set(module, Object.fromEntries(pairs))
  }

  #target(dependency: Dependency): Module | undefined {
    return this.#compilation.moduleGraph.getResolvedModule(dependency) ?? undefined
  }

  path(module: Module): string {
    return pathOf(module, this.#project)
  }

  /** Guarded in this build or an earlier one. */
  guarded(used: ReadonlySet<Module>): GuardedModule[] {
    return [...used].flatMap(module => {
      const vue = vueModuleOf(module.identifier(), this.#project)
      if (vue) return vue
      const kept = module.buildInfo?.[KEPT] as GuardedModule | undefined
      if (!kept) return []
      const known = this.#resolutions.get(module) ?? {}
      const specifiers = Object.keys(known).filter(
        specifier => !specifier.startsWith('data:') && !LOADED.test(specifier),
      )
      return { ...kept, resolutions: Object.fromEntries(specifiers.map(each => [each, known[each] as string])) }
    })
  }

  /** @param used modules of a chunk: what was shaken off is not part of a release */
  toHost(used: ReadonlySet<Module>): HostGraph {
    const ids = [...used].map(module => this.#idOf(module)).filter(id => !isMadeUp(id))
    return {
      ids,
      module: id => {
        const module = this.#modules.get(id)
        return (
          module && {
            code: (!this.#addressed.has(module) && assetCode(module, this.#project.root)) || codeOf(module),
            isEntry: this.#entries.has(module),
            imports: this.#imports.get(module) ?? [],
          }
        )
      },
    }
  }
}

function entriesOf({ entries, globalEntry }: Compilation): Dependency[] {
  return [...entries.values(), ...(globalEntry ? [globalEntry] : [])].flatMap(entry => [
    ...entry.dependencies,
    ...entry.includeDependencies,
  ])
}

function dependenciesOf({ dependencies, blocks }: Pick<Module, 'dependencies' | 'blocks'>): Dependency[] {
  return [...dependencies, ...blocks.flatMap(block => dependenciesOf(block))]
}

/** A file with its query, else what the host calls the module: `external "react"`. */
function idOf(module: Module): string {
  const { resource, layer } = module
  if (resource === undefined || resource === '' || resource.startsWith('data:')) return extracted(module.identifier())
  return layer ? `${resource}${resource.includes('?') ? '&' : '?'}layer=${layer}` : resource
}

/** `css|/…/css-loader/…!/shop/src/base.css|0|||}}`, a style taken out of the bundle, as `/shop/src/base.css?css|0|||}}`: loaders lie elsewhere on another machine. */
function extracted(identifier: string): string {
  const [, kind, file, rest] = /^([\w-]+)\|(?:.*!)?([^!|]+)(.*)$/s.exec(identifier) ?? []
  return file !== undefined && isAbsolute(file) ? `${file}?${kind}${rest}` : identifier
}

export function pathOf(module: Module, project: Project): string {
  return project.path(idOf(module))
}

const STYLE_FILE = new RegExp(`^[^?]+\\.${STYLES}(?=\\?|$)`)

/** What loaders make of a style depends on whether maps are wanted; its text stands in the file, and in what is taken out of the bundle. */
function codeOf(module: Module): string | null {
  // the id of scoped styles is derived from the component's source
  if (module.content !== undefined) return String(module.content).replace(/data-v-[\da-f]{8}/g, 'data-v-')
  // Rspack doesn't tell what it takes out
  const [style] = STYLE_FILE.exec(module.resource || extracted(module.identifier())) ?? []
  if (style !== undefined) return readFileSync(style, 'utf8')
  const code = module.originalSource()?.source()
  return code === undefined ? null : String(code)
}
