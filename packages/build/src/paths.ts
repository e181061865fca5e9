import { realpathSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'

/**
 * The name of a module that is the same on every machine: relative to the root, with `/`, its query kept. Modules that a
 * bundler made up keep the name it gave them.
 *
 * @example modulePath('/app', '/app/src/cart.ts') // 'src/cart.ts'
 */
export function modulePath(root: string, id: string): string {
  const { file, query } = splitId(id)
  if (!isAbsolute(file)) return file + query
  return slashes(relative(root, realPath(file))) + query
}

/**
 * File and query of a bundler's module id. Rollup's CommonJS plugin splits a package's file into several virtual modules
 * (`\0/file.js?commonjs-module`); they are one module here.
 */
export function splitId(id: string): { readonly file: string; readonly query: string } {
  const plain = id.replaceAll('\0', '')
  const mark = plain.indexOf('?')
  if (mark < 0) return { file: plain, query: '' }
  // Vue's scope id changes with the component's source; that there is one is all that the name of a module needs to say.
  const query = plain
    .slice(mark)
    .replace(/([?&]scoped)=[\da-f]+/, '$1')
    .replace(/^(\?vue&.*?&id)=[\da-f]{8}(?=&|$)/, '$1')
  return { file: plain.slice(0, mark), query: query.startsWith('?commonjs-') ? '' : query }
}

/** Linked packages of a workspace count as what they are: files outside of `node_modules`. */
export function realPath(file: string): string {
  try {
    return realpathSync.native(file)
  } catch {
    return file
  }
}

export function isInNodeModules(path: string): boolean {
  return /(^|\/)node_modules\//.test(path)
}

export function slashes(path: string): string {
  return path.replaceAll('\\', '/')
}

/** Nobody starts a service with these. */
const ASIDE =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|fixtures|bench(?:mark)?s?|examples?)\/|[.-](?:test|spec|bench)\.\w+$/

/** @param name relative to the directory of the sources */
export function isAside(name: string): boolean {
  return ASIDE.test(name)
}
