import type { Module } from '@iaso/babel-plugin'
import type { Findings } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { isStyleOrAsset } from '../verify/environment.js'

/**
 * `import './polyfill.js'`: a module that is there for what it does. One that the release doesn't have is brought and runs when the patch
 * is applied; for the others it is too late.
 *
 * @returns paths of modules to bring
 */
export function compareBareImports(pair: Pair, program: Program, findings: Findings): string[] {
  const before = bareImports(pair.old).map(source => pair.mapping.resolutions[source] ?? source)
  const after = bareImports(pair.next).map(source => pair.source.resolutions[source] ?? source)
  const added = after.filter(path => !before.includes(path))
  const isNew = (path: string) => Object.hasOwn(program.input.modules, path) && !program.isReleased(path)
  const gone = before.filter(path => !after.includes(path))
  const late = [...gone, ...added.filter(path => !isNew(path) && !runs(path, program))].filter(
    path => !isStyleOrAsset(path),
  )
  if (late.length > 0) findings.add('changed', `${pair.path}#top level`, 'IASO3001', null, { path: pair.path })
  return added.filter(isNew)
}

/** A module of the release that has run at start. */
function runs(path: string, { mapping }: Program): boolean {
  return mapping.modules[path]?.eager === true || Object.hasOwn(mapping.unguarded, path)
}

function bareImports({ program }: Module): string[] {
  return program.body.flatMap(statement =>
    statement.type === 'ImportDeclaration' && statement.specifiers.length === 0 ? [statement.source.value] : [],
  )
}
