import type { GuardedModule } from '@iaso/build'
import { loaderGlobal, releaseGlobal } from '@iaso/protocol'
import { registrarName } from '../compile/guard.js'
import type { CompiledModule } from '../compile/module.js'

/**
 * The module that every guarded one loads first: it says which release this is and defines the cells of the ES modules, among which a
 * function can be called before its module's own first line.
 */
export function writeReleaseFile(app: string, release: string, modules: readonly CompiledModule[]): string {
  const guarded = modules.flatMap(({ guarded }) => guarded ?? [])
  const registrars = guarded.filter(({ format }) => format === 'module').map(writeRegistrar)
  return `${[...head(app, release), ...registrars, ...writeRename(modules)].join('\n')}\n`
}

/** What is required can be evaluated more than once. */
function writeRename(modules: readonly CompiledModule[]): string[] {
  const required = modules.flatMap(({ kind, source, guarded }) =>
    guarded && kind !== 'module' ? [[source.output, definition(guarded)] as const] : [],
  )
  if (required.length === 0) return []
  const lines = required.map(([output, words]) => `  ${JSON.stringify(output)}: [${words}],`)
  return [`rename(join(__dirname, '..'), {`, ...lines, '}, exports)']
}

function head(app: string, release: string): string[] {
  return [
    '"use strict"',
    "const { existsSync } = require('node:fs')",
    "const { join } = require('node:path')",
    "const { define, rename } = require('@iaso/runtime/commonjs')",
    'exports.define = define',
    setGlobal(releaseGlobal(app), JSON.stringify(release)),
    setGlobal(loaderGlobal(app), 'load'),
    LOAD,
    JOIN,
    `if (group) group.released(${JSON.stringify(app)})`,
  ]
}

function setGlobal(name: string, value: string): string {
  return `Object.defineProperty(globalThis, ${JSON.stringify(name)}, { value: ${value}, configurable: true })`
}

/** Patches name installed packages by their files: the one that the application runs, under whichever of its names. */
const LOAD = `function load(path) {
  const inner = path.slice(path.indexOf('node_modules/') + 'node_modules/'.length)
  const file = require.resolve.paths('_').map(directory => join(directory, inner)).find(file => existsSync(file))
  return require(file ?? inner)
}`

/** In a realm of a group, the group's patch is to be there before any module runs. */
const JOIN = `const { getEnvironmentData } = require('node:worker_threads')
const isMember = process.env.IASO_SERVICE !== undefined || getEnvironmentData('IASO_SERVICE') !== undefined
const group = globalThis[Symbol.for('iaso.service')] || (isMember ? require('@iaso/runtime/member').joinInherited() : undefined)`

function writeRegistrar(module: GuardedModule): string {
  return `exports.${registrarName(module.id)} = define(${definition(module)})`
}

function definition({ id, fingerprint, record }: GuardedModule): string {
  return `${JSON.stringify(id)}, ${JSON.stringify(fingerprint)}, ${record.functions.length}`
}
