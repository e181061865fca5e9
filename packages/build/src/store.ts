import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { type Mapping, type Report, readMapping, writeMapping } from '@iaso/protocol'

/**
 * The directory where releases are kept, one for all environments:
 *
 *     .gitignore
 *     <environment>/newest                          id of the release that was built last
 *     <environment>/<release>/mapping.json
 *     <environment>/<release>/worker.json           of a worker: what was deployed
 *     <environment>/<release>/report.{txt,json}     of the last patch build that emitted nothing
 *     <environment>/<release>/patches/<seq>-<id>/   patch.js, patch.js.map, report.{txt,json}, mapping.json,
 *                                                   and, if files travel with it, patch/ and styles.json
 */
export class Store {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  environments(): string[] {
    return subdirectories(this.directory)
  }

  releases(environment: string): string[] {
    return subdirectories(join(this.directory, environment))
  }

  newest(environment: string): string | undefined {
    return read(join(this.directory, environment, 'newest'))?.trim()
  }

  releaseDirectory(environment: string, release: string): string {
    return join(this.directory, environment, release)
  }

  /** Patches of a release, oldest first. */
  patches(environment: string, release: string): PatchEntry[] {
    return listPatches(this.releaseDirectory(environment, release))
  }

  /** The report of the last patch build, whether it emitted a patch or not. */
  newestReport(environment: string, release: string): ReportFile | undefined {
    const directory = this.releaseDirectory(environment, release)
    const patches = listPatches(directory).map(({ seq, id }) => join(directory, 'patches', `${seq}-${id}`))
    const files = [directory, ...patches].map(each => join(each, 'report.json')).filter(file => existsSync(file))
    const [newest] = files.map(file => ({ file, at: statSync(file).mtimeMs })).sort((a, b) => b.at - a.at)
    return newest && { ...newest, report: JSON.parse(readFileSync(newest.file, 'utf8')) as Report }
  }

  writeRelease(mapping: Mapping): void {
    const { environment, release } = mapping
    const ignore = join(this.directory, '.gitignore')
    if (read(ignore) === undefined) writeWhole(ignore, IGNORE)
    writeWhole(join(this.releaseDirectory(environment, release), 'mapping.json'), writeMapping(mapping))
    // Last, so that "newest" never names a release that isn't there.
    writeWhole(join(this.directory, environment, 'newest'), `${release}\n`)
  }

  /** Something that the host needs again when it builds a patch. */
  writeReleaseFile(environment: string, release: string, name: string, text: string): void {
    writeWhole(join(this.releaseDirectory(environment, release), name), text)
  }

  readReleaseFile(environment: string, release: string, name: string): string | undefined {
    return read(join(this.releaseDirectory(environment, release), name))
  }

  /** Writes the files of a patch as one: a reader sees all of them or none. */
  writePatch(
    environment: string,
    release: string,
    patch: PatchEntry,
    files: Readonly<Record<string, string | Uint8Array>>,
  ): string {
    const target = join(this.releaseDirectory(environment, release), 'patches', `${patch.seq}-${patch.id}`)
    const draft = `${target}.draft`
    rmSync(draft, { recursive: true, force: true })
    for (const [name, content] of Object.entries(files)) writeWhole(join(draft, name), content)
    rmSync(target, { recursive: true, force: true })
    renameSync(draft, target)
    return target
  }
}

export interface ReportFile {
  readonly file: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly report: Report
}

/** Tools that look through a project's sources (Tailwind, for one) would take the code in a mapping for more of them. */
const IGNORE = '# Releases are private. To keep them under version control all the same, change this file.\n*\n'

export interface PatchEntry {
  readonly seq: number
  readonly id: string
}

/** @throws IasoError IASO1101, IASO1102; undefined if there is no such file. */
export function loadMapping(file: string): Mapping | undefined {
  const text = read(file)
  return text === undefined ? undefined : readMapping(text, file)
}

/** Patches below a release's directory, oldest first. */
export function listPatches(releaseDirectory: string): PatchEntry[] {
  const names = subdirectories(join(releaseDirectory, 'patches')).map(name => /^(\d+)-(\w+)$/.exec(name))
  const entries = names.flatMap(match => (match ? [{ seq: Number(match[1]), id: match[2] ?? '' }] : []))
  return entries.sort((a, b) => a.seq - b.seq)
}

/** A file that is interrupted half-way is worse than none: write beside it, then move. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}-${threadId}.tmp`
  writeFileSync(draft, content)
  renameSync(draft, file)
}

function subdirectories(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true })
    return entries
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
      .sort()
  } catch {
    // Nothing was ever built here.
    return []
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
