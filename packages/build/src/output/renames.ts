import { isStyleModule } from '../filter.js'

/** Path → code, of the release or of the new build. */
type Modules = Readonly<Record<string, { readonly code: string }>>

/** `export const button = "_button_1p9md_1"`, `"my-button": "…"` */
const CLASS = /(?:\b(?:const|var) |["']?)([\w-]+)["']?\s*[=:]\s*["']([^"'\n]+)["']/g
/** SvelteKit's digest of the version, by which a page and its scripts find each other; that of each build is another one. */
const VERSION = /\bversion_hash: ["'](\w+)["']/
const SCOPE_ID = /\bdata-v-([\da-zA-Z]+)/g

/**
 * Bundlers make names of classes, and scope ids, out of a file's content: after any change the new build has others than the
 * release, whose elements are on the screen. The release's names stay.
 */
export class Renames {
  private readonly names = new Map<string, string>()
  private readonly ids = new Map<string, string>()

  constructor(released: Modules, built: Modules) {
    for (const [path, { code }] of Object.entries(built)) {
      const before = Object.hasOwn(released, path) ? released[path]?.code : undefined
      if (before === undefined || before === code) continue
      if (isStyleModule(path)) this.compareClasses(before, code)
      this.compareScopes(before, code)
      this.compareVersions(before, code)
    }
  }

  in(text: string): string {
    const named = this.names.size === 0 ? text : text.replace(/[\w-]+/g, name => this.names.get(name) ?? name)
    return this.ids.size === 0 ? named : named.replace(/[\da-zA-Z]+/g, id => this.ids.get(id) ?? id)
  }

  private compareClasses(before: string, after: string): void {
    const released = classesOf(before)
    for (const [local, name] of classesOf(after)) {
      const old = released.get(local)
      if (old !== undefined && old !== name) this.names.set(name, old)
    }
  }

  private compareVersions(before: string, after: string): void {
    const [old, next] = [before, after].map(code => VERSION.exec(code)?.[1])
    if (old !== undefined && next !== undefined && old !== next) this.names.set(next, old)
  }

  private compareScopes(before: string, after: string): void {
    const [old, next] = [scopeOf(before), scopeOf(after)]
    if (old !== undefined && next !== undefined && old !== next) this.ids.set(next, old)
  }
}

/** The class's own name comes first; others, of what it is composed of, follow. */
function classesOf(code: string): Map<string, string> {
  const entries = [...code.matchAll(CLASS)].map(
    ([, local = '', names = '']) => [local, names.split(' ')[0] ?? ''] as const,
  )
  return new Map(entries)
}

function scopeOf(code: string): string | undefined {
  const ids = new Set([...code.matchAll(SCOPE_ID)].map(([, id]) => id))
  return ids.size === 1 ? [...ids][0] : undefined
}
