import type { BuildFacts, GuardedModule, Output, Project, StyleSheet } from '@iaso/build'
import { sourceFileOf } from './asset.js'
import { isServer } from './environment.js'
import type { Chunk, Compilation, Configuration, Module } from './host.js'
import { pathOf } from './module-graph.js'
import { isStyle } from './style.js'

/** Code, maps and pages are no files that somebody asks for by an address in the code. */
const NO_FILE = /\.(?:[cm]?js|html?|map|LICENSE\.txt)(?:\?|$)/
const SHEET = /\.css(?:\?|$)/

/** What a compilation writes beside code, once all that changes files has been through them. */
export function readOutput(compilation: Compilation, project: Project, facts: BuildFacts): Output | undefined {
  const { options } = compilation.compiler
  if (isServer(options)) return undefined
  const assets = compilation.getAssets().filter(({ name }) => !NO_FILE.test(name))
  const bySource = new Map(assets.map(({ name, info }) => [info.sourceFilename, name]))
  return {
    files: new Map(assets.map(({ name, source }) => [name, source.source()])),
    styles: stylesOf(compilation, project, facts),
    base: baseOf(options),
    fileOf: reference => bySource.get(sourceFileOf(reference)),
  }
}

/** `auto` is found out in the page. */
function baseOf({ output }: Configuration): string | undefined {
  const path = output?.publicPath
  return typeof path === 'string' && /^(?:\/|https?:)/.test(path) ? path : undefined
}

/** Nothing where not all styles are in files: `style-loader` puts them into scripts. */
function stylesOf(
  compilation: Compilation,
  project: Project,
  facts: BuildFacts,
): ReadonlyMap<string, StyleSheet> | undefined {
  if (!isExtracted(compilation)) return undefined
  const sheets = new Map<string, StyleSheet>()
  for (const chunk of compilation.chunks)
    for (const file of chunk.files) {
      if (!SHEET.test(file)) continue
      const key = `${chunk.name ?? chunk.id}`
      if (sheets.has(key)) return undefined
      sheets.set(key, { file, module: moduleIn(chunk, compilation, project, facts) })
    }
  return sheets
}

/** Every style has a module whose text is taken out of the scripts, or is none of theirs. */
function isExtracted({ modules }: Compilation): boolean {
  const scripts = new Set<string>()
  const styles = new Set<string>()
  for (const { type, resource, identifier } of [...modules].map(describe)) {
    const [file = ''] = (resource ?? identifier.split('!').at(-1) ?? '').split(/[?|]/)
    if (isStyle(file)) (type.startsWith('css') ? styles : scripts).add(file)
  }
  return [...scripts].every(file => styles.has(file))
}

function describe(module: Module): { type: string; resource: string | undefined; identifier: string } {
  return { type: module.type, resource: module.resource || undefined, identifier: module.identifier() }
}

/** What is nothing but an address doesn't. */
function registers(module: GuardedModule | undefined): boolean {
  return module !== undefined && module.value === undefined
}

/** A module that registers, and that is loaded by this chunk only. */
function moduleIn(
  chunk: Chunk,
  { chunkGraph }: Compilation,
  project: Project,
  { modules }: BuildFacts,
): string | undefined {
  for (const each of chunkGraph.getChunkModulesIterable(chunk)) {
    const path = pathOf(each.rootModule ?? each, project)
    const isAlone = [...chunkGraph.getModuleChunksIterable(each)].length === 1
    if (isAlone && registers(modules.get(path)) && !isStyle(path)) return path
  }
  return undefined
}
