import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { base62 } from '@iaso/protocol'
import { type Configuration, projectOf } from '../configuration/index.js'
import { digestOf, listSources } from './sources.js'
import { loadingWords } from './started.js'

/** What a process runs that loads its modules from sources. Can be handed to another thread or process. */
export interface Release {
  readonly id: string
  readonly app: string
  readonly root: string
  /** Digests of the sources, as they were when the process was started, by path. */
  readonly sources: Readonly<Record<string, string>>
  readonly started: Started
}

/** How a process is started, as far as that decides about its code. */
export interface Started {
  /** For Node: see `loadingWords`. */
  readonly words: readonly string[]
  /** Path of the script. */
  readonly entry?: string
}

/** Files that loaders, and Node, read beside the sources. */
const BESIDE = ['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'tsconfig.json']

/** The release of a process that is started now. The same sources, started in the same way, always have the same id. */
export function releaseOf(configuration: Configuration, started: Started): Release {
  const project = projectOf(configuration)
  const { app, root } = project
  const include = [configuration.options.include ?? []].flat()
  const sources = Object.fromEntries(
    [...listSources(project, include)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, file]) => [path, digestOf(file)]),
  )
  const beside = BESIDE.map(name => join(root, name)).map(file => (existsSync(file) ? digestOf(file) : ''))
  const { salt = '' } = configuration.options
  const [major] = process.versions.node.split('.')
  const contents = JSON.stringify([app, salt, major, started, beside, Object.entries(sources)])
  return { id: base62(createHash('sha256').update(contents).digest(), 10), app, root, sources, started }
}

/** As this process was started. */
export function startedHere(configuration: Configuration): Started {
  const { root } = configuration
  const [, script] = process.argv
  return {
    words: loadingWords(root),
    ...(script === undefined ? {} : { entry: projectOf(configuration).path(script) }),
  }
}

/** Paths of sources that aren't what they were. */
export function changedSources(release: Release, now: Release): string[] {
  const paths = new Set([...Object.keys(release.sources), ...Object.keys(now.sources)])
  return [...paths].filter(path => release.sources[path] !== now.sources[path])
}
