import * as t from '@babel/types'
import type { PrivateSlot, TableEntry, TableEntryKind } from '@iaso/protocol'
import type { Binding, Class, Module } from './model.js'
import { awaitsValue, isModuleLevel } from './scope.js'

/** Names that CommonJS gives to a module. The first are for what a patch may want to require or export. */
const COMMONJS_NAMES = ['require', 'module', 'exports', '__dirname', '__filename', 'arguments']
const ALWAYS = ['require', 'module', 'exports']
const BUNDLED_NAMES = ['module', 'exports', '__dirname', '__filename']

/**
 * What the scope table of the module hands out, in source order; the positions are those of the table's array.
 *
 * @param provided names that the host gives every module
 */
export function scopeTable(module: Module, provided: readonly string[] = []): TableEntry[] {
  return tableOf(module, placeNames(module, provided))
}

/** The same for a module in a bundle: its `require` answers for what the module asks for as text, for nothing else is in the bundle. */
export function bundledTable(module: Module): TableEntry[] {
  const places = new Set(module.places.map(place => place.name))
  places.delete('import()')
  // As a value there is none, and its `url` would be that of the source on the machine that builds.
  places.delete('import.meta')
  for (const name of BUNDLED_NAMES) if (module.format === 'commonjs' && module.globals.has(name)) places.add(name)
  const sources = requiredSources(module)
  if (sources.length > 0) places.add('require')
  return tableOf(module, places).map(entry =>
    entry.name === 'require' && entry.kind === 'place' ? { ...entry, sources } : entry,
  )
}

/** What `require` of the host's is called with, as text. */
function requiredSources(module: Module): string[] {
  const sources = new Set<string>()
  const own = new Set<t.Node>(module.globals.get('require')?.map(({ node }) => node))
  if (own.size > 0)
    t.traverseFast(module.program, node => {
      if (node.type !== 'CallExpression' || !own.has(node.callee) || node.arguments.length !== 1) return
      const [source] = node.arguments
      if (source?.type === 'StringLiteral') sources.add(source.value)
    })
  return [...sources]
}

function tableOf(module: Module, places: ReadonlySet<string>): TableEntry[] {
  const entries: TableEntry[] = []
  let position = 0
  const add = (name: string, kind: TableEntryKind, writable = false, imported?: TableEntry['imported']): void => {
    entries.push({
      name,
      kind,
      get: position,
      ...(writable ? { set: position + 1 } : {}),
      ...(imported === undefined ? {} : { imported }),
    })
    position += writable ? 2 : 1
  }
  for (const binding of moduleBindings(module)) {
    if (binding.imported === undefined) {
      add(binding.name, 'binding', isWritable(binding, module))
      continue
    }
    const { source, name } = binding.imported
    const members = name === '*' ? usedMembers(binding) : undefined
    if (members === undefined) addUsed(binding, () => add(binding.name, 'import', false, [source, name]))
    else for (const member of members) add(`${binding.name}.${member}`, 'member', false, [source, member])
  }
  for (const name of places) add(name, 'place')
  return entries
}

/** The first position of a table's array that no entry has. */
export function freePosition(table: readonly TableEntry[]): number {
  return table.reduce((most, { get, set = -1 }) => Math.max(most, get + 1, set + 1), 0)
}

function placeNames(module: Module, provided: readonly string[]): Set<string> {
  const names = new Set(module.places.map(place => place.name))
  names.delete('import()')
  if (module.format === 'commonjs') for (const name of COMMONJS_NAMES) if (module.globals.has(name)) names.add(name)
  for (const name of [...(module.format === 'commonjs' ? ALWAYS : []), ...provided])
    if (!module.scope.bindings.has(name)) names.add(name)
  return names
}

/** An import that only types or exports mention stays out: handing it out would keep it in the bundle. */
function addUsed(binding: Binding, add: () => void): void {
  if (binding.references.some(reference => !reference.exported)) add()
}

function moduleBindings(module: Module): Binding[] {
  return [...module.scope.bindings.values()]
    .filter(isModuleLevel)
    .sort((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0))
}

/** The names of a script are all other scripts' too. Who declares with `let` means to assign. */
function isWritable(binding: Binding, { format }: Module): boolean {
  if (format === 'script') return binding.kind !== 'const'
  return binding.assigned || binding.kind === 'let' || awaitsValue(binding)
}

/** The names that are asked of a namespace; undefined where it is used as an object, and so is whole in the bundle anyway. */
function usedMembers(namespace: Binding): string[] | undefined {
  const members = new Set<string>()
  for (const reference of namespace.references) {
    if (reference.exported) continue
    if (reference.member === undefined || reference.write) return undefined
    members.add(reference.member)
  }
  return [...members]
}

/** Accessors of classes that are evaluated once, as their static block registers them. */
export function privateSlots(module: Module): PrivateSlot[] {
  return module.classes
    .filter(klass => klass.slot > 0)
    .map(klass => ({ slot: klass.slot, key: klass.key, names: slotNames(klass) }))
}

function slotNames(klass: Class): PrivateSlot['names'] {
  const names: Record<string, { get?: number; set?: number; has?: number }> = {}
  let position = 0
  for (const [name, member] of klass.privates) {
    const positions: { get?: number; set?: number; has?: number } = {}
    if (member.get) positions.get = position++
    if (member.set) positions.set = position++
    if (member.has) positions.has = position++
    names[name] = positions
  }
  return names
}
