import { relative, sep } from 'node:path'
import { BuildState, type Project } from '@iaso/build'
import { TsconfigCache } from 'rolldown/utils'
import { Packages } from '../compile/manifest.js'
import { Tsconfigs } from '../compile/tsconfig.js'
import { Resolver } from '../graph/resolver.js'
import { ENVIRONMENT, type Session } from '../session.js'

/** Nothing is written: each source is its own output. */
export function openCollected(
  project: Project,
  scripts: readonly string[],
  entry: string | undefined,
  warn: (message: string) => void,
): Session {
  const { root } = project
  const files = scripts.map(file => {
    const name = relative(root, file).split(sep).join('/')
    return { file, name, output: name, isScript: true }
  })
  const packages = new Packages()
  const tsconfigs = new Tsconfigs(project.path, warn)
  return {
    project,
    settings: { source: '.', out: '.', ...(entry === undefined ? {} : { entries: [entry] }) },
    source: root,
    out: root,
    files,
    bySource: new Map(files.map(each => [each.file, each])),
    warn,
    packages,
    state: new BuildState(project, ENVIRONMENT, warn),
    tsconfigs,
    tsconfigCache: new TsconfigCache(),
    resolver: new Resolver(packages, tsconfigs, root, new Map()),
  }
}
