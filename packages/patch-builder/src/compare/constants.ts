import { type Fn, isModuleLevel } from '@iaso/babel-plugin'
import type { Findings } from '../findings.js'
import type { Program } from '../program.js'
import { Imports } from '../resolve/imports.js'
import type { TopLevel } from './toplevel.js'

/** Functions, by module, that read a constant whose value changed: they travel although their own text is the same. */
export function readersOfChanged(program: Program, topLevels: ReadonlyMap<string, TopLevel>, findings: Findings): Map<string, Set<Fn>> {
  const changed = new Map([...topLevels].map(([path, topLevel]) => [path, changedNames(program, path, topLevel)]))
  const readers = new Map<string, Set<Fn>>()
  if ([...changed.values()].every((names) => names.size === 0)) return readers
  const imports = new Imports(program, topLevels)
  for (const path of Object.keys(program.mapping.modules)) {
    if (!importsAny(program, path, changed)) continue
    const module = program.next(path)
    for (const { fn, binding, exported, node, member } of module.references.values()) {
      if (binding === undefined || !isModuleLevel(binding) || exported) continue
      const name = means(binding.imported === undefined ? undefined : { ...binding.imported, member }, path, imports) ?? { path, name: binding.name }
      if (!changed.get(name.path)?.has(name.name) || (binding.imported === undefined && name.path !== path)) continue
      if (fn === null) findings.add('changed', `${path}#top level`, 'IASO2002', node, { name: name.name })
      else readers.set(path, (readers.get(path) ?? new Set()).add(fn))
    }
  }
  return readers
}

function changedNames(program: Program, path: string, { extensions }: TopLevel): Set<string> {
  const table = program.mapping.modules[path]?.table ?? []
  return new Set([...extensions.keys()].filter((name) => table.some((entry) => entry.kind === 'binding' && entry.name === name)))
}

/** Cheap question before a module is parsed. */
function importsAny(program: Program, path: string, changed: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  if (program.input.modules[path] === undefined) return false
  if ((changed.get(path)?.size ?? 0) > 0) return true
  return (program.mapping.modules[path]?.table ?? []).some(({ imported }) => imported !== undefined && isAppModule(program, path, imported[0]))
}

function isAppModule(program: Program, path: string, specifier: string): boolean {
  const target = program.resolve(path, specifier)
  return target !== undefined && program.isReleased(target)
}

function means(imported: { source: string; name: string; member: string | undefined } | undefined, path: string, imports: Imports): { path: string; name: string } | undefined {
  if (imported === undefined) return undefined
  const name = imported.name === '*' ? imported.member : imported.name
  if (name === undefined) return undefined
  const target = imports.find(path, imported.source, name)
  return target.kind === 'extension' ? target : { path: '', name }
}

