import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BuildFacts } from './build-state.js'
import type { Project } from './project.js'

const DEFINITION = /^(define|env):(.*)$/s

/**
 * Which modules' sources mention a definition that is another one than the release's: by the time a module is seen, hosts may have replaced it.
 *
 * @returns paths, by the definition's name in the toolchain
 */
export function readersOf(
  { root }: Pick<Project, 'root'>,
  facts: Pick<BuildFacts, 'unguarded' | 'toolchain'> & { readonly modules: Readonly<Record<string, unknown>> },
  released: Readonly<Record<string, string>>,
): Record<string, string[]> {
  const names = new Set([...Object.keys(released), ...Object.keys(facts.toolchain)])
  const changed = [...names].filter(name => DEFINITION.test(name) && released[name] !== facts.toolchain[name])
  if (changed.length === 0) return {}
  const texts = [...Object.keys(facts.modules), ...Object.keys(facts.unguarded)].map(
    path => [path, source(root, path)] as const,
  )
  return Object.fromEntries(
    changed.map(name => {
      const mention = mentionOf(name)
      return [name, texts.flatMap(([path, text]) => (mention.test(text) ? [path] : []))]
    }),
  )
}

/** `import.meta.env.NAME`, `import.meta.env["NAME"]`, or the whole object; a defined name as it is. */
function mentionOf(entry: string): RegExp {
  const [, kind, name = ''] = DEFINITION.exec(entry) ?? []
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (kind === 'define') return new RegExp(`(?<![\\w$.])${literal.replaceAll('\\.', '\\s*\\??\\.\\s*')}(?![\\w$])`)
  return new RegExp(`\\bimport\\.meta\\.env(?:\\??\\.${literal}(?![\\w$])|\\??\\.?\\[|(?!\\s*\\??\\.))`)
}

function source(root: string, path: string): string {
  const [file = ''] = path.split('?')
  try {
    return readFileSync(resolve(root, file), 'utf8')
  } catch {
    // A module that a plugin made up mentions what the plugin wrote into it: that is in its code.
    return ''
  }
}
