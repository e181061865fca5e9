import { isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import type { Findings } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { exportsOf } from '../resolve/exports.js'

/**
 * Data that changes in place is one object, which is reached through a module that imports it whole. Constants of it travel with their readers. Who has it in
 * another way, as a namespace or later, would go on with what it has.
 */
export function verifyLent(program: Program, edited: readonly Edited[], findings: Findings): void {
  for (const { pair, topLevel } of edited)
    if (pair.mapping.value && topLevel.writes.length > 0 && !isReached(pair, program))
      findings.add('changed', pair.path, 'IASO2101', null, { path: pair.path })
}

function isReached(pair: Pair, program: Program): boolean {
  const names = program.importers(pair.path).map(importer => namesOf(program.next(importer), pair.path, program))
  const isKnown = (name: string) =>
    name === 'default' ? pair.lender !== undefined : exportsOf(pair.old).named.has(name)
  return names.length > 0 && names.every(each => each?.every(isKnown))
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
