import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Mapping, Report } from '@iaso/protocol'
import { readTree, writeFiles } from '../../testing/folder.js'
import { findPackage, type Host, REPOSITORY } from './hosts.js'
import { type Outcome, runNode } from './run.js'

const COMMAND = join(REPOSITORY, 'packages/cli/bin/iaso.js')
const MADE = /^(?:node_modules|dist|\.iaso|patches)$/

type Files = Readonly<Record<string, string>>

/** What a patch build answered; it has a directory if it came as far as a report. */
export interface Emission extends Outcome {
  /** Relative to the project. */
  readonly directory: string
  readonly report: Report
}

/** An application in a directory of its own. */
export interface Project {
  readonly root: string
  read(file: string): string
  write(files: Files): void
  /** Path → digest of every file below a directory; empty if it isn't there. */
  tree(directory: string): Record<string, string>
  iaso(...argv: string[]): Promise<Outcome>
  /** The bundler's own command. */
  bundler(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>
  /** Builds a release; throws if that fails. */
  build(): Promise<void>
  /** Emits a patch; throws if there is no report. */
  emit(...argv: string[]): Promise<Emission>
  /** Into `patches`, which a server serves. */
  publish(...argv: string[]): Promise<Outcome>
  mapping(environment?: string): Mapping
  /** Takes away all patches of the newest release. */
  forgetPatches(environment?: string): void
  remove(): void
}

/** A copy of `source` (without what was built in it), with the packages of its manifest and the configuration, as `host` has them. */
export function copyProject(source: string, host: Host): Project {
  const project = openProject(host)
  const isLeft = (file: string) =>
    MADE.test(basename(file)) || (Object.keys(host.files).length > 0 && /vite\.config/.test(file))
  cpSync(source, project.root, { recursive: true, filter: file => !isLeft(file) })
  project.write(host.files)
  linkPackages(project, host)
  return project
}

/**
 * A copy of what was copied and built before. Builds are the same to the byte, so they are made once in a run of the tests.
 *
 * @param key names what is built, in the directory that all test files of a run share
 */
export async function released(key: string, host: Host, make: () => Project): Promise<Project> {
  const kept = join(process.env['E2E_BUILDS'] as string, `${key}-${host.name.replace(/\W/g, '-')}`)
  if (!existsSync(kept)) {
    const first = make()
    await first.build()
    renameSync(first.root, kept)
  }
  const project = openProject(host)
  cpSync(kept, project.root, { recursive: true, verbatimSymlinks: true })
  return project
}

/** An empty directory. */
export function openProject(host?: Host): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-e2e-')))
  const read = (name: string) => readFileSync(join(root, name), 'utf8')
  const home = (environment = 'client') => `.iaso/${environment}/${read(`.iaso/${environment}/newest`).trim()}`
  const iaso = (...argv: string[]) => runNode([COMMAND, ...argv], root)
  return {
    root,
    read,
    iaso,
    write: files => writeFiles(root, files),
    tree: directory => readTree(join(root, directory), digest),
    bundler: (argv, env) => runNode([join(root, host?.command ?? ''), ...argv], root, env),
    async build() {
      const { code, output } = await iaso('build')
      if (code !== 0) throw new Error(output)
    },
    emit: async (...argv) => readEmission(await iaso('build', '--emit-patch', ...argv), read),
    publish: (...argv) => iaso('publish', join(root, 'patches'), ...argv),
    mapping: environment => JSON.parse(read(`${home(environment)}/mapping.json`)) as Mapping,
    forgetPatches: environment => rmSync(join(root, home(environment), 'patches'), { recursive: true, force: true }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

function linkPackages({ root, read }: Project, host: Host): void {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(read('package.json')) as Record<string, Files>
  for (const name of new Set([...Object.keys({ ...dependencies, ...devDependencies }), ...host.packages])) {
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true })
    symlinkSync(findPackage(name, host), join(root, 'node_modules', name))
  }
}

/** The last line of a patch build says where the report is. */
export function readEmission(outcome: Outcome, read: (file: string) => string): Emission {
  const directory = /^ +(\.iaso\/\S+)\s*$/m.exec(outcome.output)?.[1]
  if (directory === undefined) throw new Error(`There is no report:\n${outcome.output}`)
  return { ...outcome, directory, report: JSON.parse(read(`${directory}/report.json`)) as Report }
}

const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
