import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, resolve, sep } from 'node:path'
import { contentDigest, isAside, type Project } from '@iaso/build/load'
import picomatch from 'picomatch'

const SCRIPT = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx'])

/** Files that modules of the application are read from, by path, with their absolute names; those that a process doesn't load, too. */
export function listSources(project: Project, include: readonly unknown[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const base of [project.root, ...included(project.root, include)])
    for (const file of walk(base)) {
      const name = relative(project.root, file).split(sep).join('/')
      if (!isAside(name) && project.isApplication(file)) found.set(project.path(file), file)
    }
  return found
}

export function digestOf(file: string): string {
  return contentDigest(readFileSync(file))
}

/** Where globs begin that reach out of the root, or into dependencies. */
function included(root: string, include: readonly unknown[]): string[] {
  const globs = include.filter(pattern => typeof pattern === 'string')
  return globs
    .map(glob => picomatch.scan(glob).base)
    .filter(base => base.startsWith('..') || base.includes('node_modules'))
    .map(base => resolve(root, base))
}

function walk(directory: string): string[] {
  return names(directory).flatMap(entry => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return []
    const file = join(directory, entry.name)
    if (entry.isDirectory()) return walk(file)
    return SCRIPT.has(extname(file)) && !/\.d\.[cm]?ts$/.test(file) ? [file] : []
  })
}

function names(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch {
    // What can't be read can't be loaded either.
    return []
  }
}
