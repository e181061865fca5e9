/** What the tests of all bundler plugins do with a project. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mapping } from '@iaso/protocol'
import { type Files, openFolder, readTree, writeFiles } from './folder.js'

export interface Project {
  readonly root: string
  write(files: Files): void
  read(file: string): string
  /** Path → content of all files below a directory; empty if it isn't there. */
  tree(directory: string): Record<string, string>
  mapping(environment?: string): Mapping
  /** The newest patch. */
  patch(environment?: string): string
}

/** @param usual the environment whose release is meant where none is named */
export function openProject(files: Files, usual: string): Project {
  const root = openFolder(files)
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const tree = (name: string) => {
    const directory = join(root, name)
    return existsSync(directory) ? readTree(directory, file => readFileSync(file, 'latin1')) : {}
  }
  const home = (environment: string) => `.iaso/${environment}/${read(`.iaso/${environment}/newest`).trim()}`
  return {
    root,
    read,
    tree,
    write: more => writeFiles(root, more),
    mapping: (environment = usual) => JSON.parse(read(`${home(environment)}/mapping.json`)) as Mapping,
    patch(environment = usual) {
      const directory = `${home(environment)}/patches`
      const last = Object.keys(tree(directory))
        .filter(file => file.endsWith('/patch.js'))
        .at(-1)
      return read(`${directory}/${last}`)
    },
  }
}

/** The plugins speak through the exit code of the process, which is the test's own here. */
export async function withExitCode<T>(work: () => Promise<T>): Promise<{ result: T; code: number | undefined }> {
  const before = process.exitCode
  process.exitCode = undefined
  try {
    const result = await work()
    return { result, code: process.exitCode as number | undefined }
  } finally {
    process.exitCode = before
  }
}

/** Runs code in this process: what it leaves on `globalThis.result`. */
export async function resultOf(run: () => unknown): Promise<unknown> {
  const place = globalThis as { result?: unknown }
  delete place.result
  await run()
  return place.result
}
