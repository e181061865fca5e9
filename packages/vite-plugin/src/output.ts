import type { Output, Project, StyleSheet } from '@iaso/build'
import type { Bundle, FileContext } from '@iaso/rollup-plugin/hooks'
import type { Environment } from 'vite'

/** As Rollup and Rolldown have it, with what Vite adds. */
interface Asset {
  readonly type: 'asset'
  readonly names?: readonly string[]
  readonly originalFileNames?: readonly string[]
  readonly source: string | Uint8Array
}

interface Chunk {
  readonly type: 'chunk'
  readonly isEntry: boolean
  readonly moduleIds: readonly string[]
  readonly viteMetadata?: { readonly importedCss?: ReadonlySet<string> }
}

/** Pages' scripts, and maps, are no files that somebody asks for by an address in the code. */
const NO_FILE = /\.(?:html|map)$/

/** Nothing where the output is for others to bundle: they decide what becomes of it. */
export function readOutput(
  { config }: Environment,
  project: Project,
  context: FileContext,
  all: Bundle,
): Output | undefined {
  if (config.build.lib || config.consumer === 'server') return undefined
  const bundle = all as Record<string, Asset | Chunk>
  const assets = Object.entries(bundle).flatMap(([name, each]) =>
    each.type === 'asset' && !NO_FILE.test(name) ? [[name, each] as const] : [],
  )
  const isPlain = config.experimental.renderBuiltUrl === undefined && /^(?:\/|https?:)/.test(config.base)
  return {
    files: new Map(assets.map(([name, { source }]) => [name, source])),
    styles: stylesOf(bundle, assets, project),
    base: isPlain ? config.base : undefined,
    fileOf: reference => fileOf(context, reference),
  }
}

function fileOf(context: FileContext, reference: string): string | undefined {
  try {
    return context.getFileName(reference)
  } catch {
    // Both throw for what they never gave out: a text of the application's own that looks alike.
    return undefined
  }
}

function stylesOf(
  bundle: Record<string, Asset | Chunk>,
  assets: readonly (readonly [string, Asset])[],
  project: Project,
): ReadonlyMap<string, StyleSheet> | undefined {
  const chunks = Object.values(bundle).filter(each => each.type === 'chunk')
  const imported = chunks.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])])
  // Somebody has put them into pages or scripts.
  if (imported.some(name => bundle[name] === undefined)) return undefined
  const sheets = assets.filter(([name]) => name.endsWith('.css'))
  const keys = sheets.map(([, { names = [], originalFileNames = [] }]) => [...names, ...originalFileNames].join(' '))
  if (new Set(keys).size < keys.length) return undefined
  return new Map(sheets.map(([file], at) => [keys[at] as string, { file, module: moduleWith(file, chunks, project) }]))
}

/** Of the chunk that a style sheet is loaded for, a module that registers; without code splitting the style sheet is the entry's. */
function moduleWith(file: string, chunks: readonly Chunk[], project: Project): string | undefined {
  const own = chunks.find(({ viteMetadata }) => viteMetadata?.importedCss?.has(file))
  const id = own?.moduleIds.findLast(each => project.isApplication(each))
  return id === undefined ? undefined : project.path(id)
}
