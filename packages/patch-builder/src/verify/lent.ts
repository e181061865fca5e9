import { isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import type { Findings } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { exportsOf } from '../resolve/exports.js'
import { isReadAsFile } from './read-as-file.js'
import { requiresOf } from './requires.js'

/**
 * Data that changes in place is one object, which is reached through a module that imports it whole. Constants of it travel with their readers. Who has it in
 * another way, as a namespace or later, would go on with what it has. Node's `require` answers the same object to all, whenever they ask.
 */
export function verifyLent(program: Program, edited: readonly Edited[], findings: Findings): void {
  for (const { pair, topLevel } of edited)
    if (pair.mapping.value && topLevel.writes.length > 0 && !(isReached(pair, program) && !isReadAsFile(pair, program)))
      findings.add('changed', pair.path, 'IASO2101', null, { path: pair.path })
}

function isReached(pair: Pair, program: Program): boolean {
  const importers = program.importers(pair.path).map(importer => program.next(importer))
  const isLent = pair.lender !== undefined
  if (pair.mapping.format !== pair.source.format || importers.length === 0) return false
  if (pair.source.format === 'commonjs')
    return isLent && importers.every(module => asksAlways(module, pair.path, program))
  const isKnown = (name: string) => (name === 'default' ? isLent : exportsOf(pair.old).named.has(name))
  return importers.every(module => namesOf(module, pair.path, program)?.every(isKnown))
}

/** By `require` itself, as often as the module has a specifier for it: `require.resolve` leads to the file. */
function asksAlways(module: Module, path: string, program: Program): boolean {
  const { resolutions = {} } = program.input.modules[module.path] ?? {}
  const asked = new Set(requiresOf(module).map(({ source }) => source))
  return Object.keys(resolutions).every(source => resolutions[source] !== path || asked.has(source))
}

/** What a module imports of another; nothing: all of it, or not at its top. */
function namesOf(module: Module, path: string, program: Program): string[] | undefined {
  const isIt = (source: string | undefined) => source !== undefined && program.resolve(module.path, source) === path
  const { named, stars } = exportsOf(module)
  if (stars.some(isIt) || [...named.values()].some(each => each.kind === 'from' && isIt(each.source))) return undefined
  const found = [...module.scope.bindings.values()]
    .filter(binding => isModuleLevel(binding) && isIt(binding.imported?.source))
    .flatMap(({ imported, references, node }) =>
      imported?.name === '*'
        ? references.filter(each => each.node !== node).map(({ member }) => member ?? '*')
        : [imported?.name ?? '*'],
    )
  const calls = [
    ...(program.input.modules[module.path]?.code ?? '').matchAll(/(?:import|require)\(\s*["']([^"']+)["']/g),
  ]
  return found.length === 0 || calls.some(([, source]) => isIt(source)) ? undefined : found
}
