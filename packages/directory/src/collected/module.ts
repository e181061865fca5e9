import { basename } from 'node:path'
import { contentDigest, guardLoaded, PROVIDED } from '@iaso/build/load'
import type { CompiledModule, Link } from '../compile/module.js'
import { findSpecifiers } from '../compile/specifiers.js'
import type { Session } from '../session.js'
import type { SourceFile } from '../tree/scan.js'

/** A module as Node's loaders hand it over. */
export interface CollectedModule {
  /** Absolute. */
  readonly file: string
  readonly code: string
  readonly format: 'module' | 'commonjs'
  /** To the source. */
  readonly map: object | undefined
}

/** Does what the process does when it loads the module; nothing becomes of the guards themselves. */
export function guardCollected(session: Session, { file, code, format, map }: CollectedModule): CompiledModule {
  const source = session.bySource.get(file) as SourceFile
  const path = session.project.path(file)
  const inputMap = map && { ...map, sources: [basename(file)] }
  const { module } = guardLoaded(session.project, { path, code, format, inputMap, provided: PROVIDED[format] })
  return {
    source,
    path,
    kind: format,
    code,
    map: inputMap,
    guarded: module,
    fingerprint: contentDigest(code),
    links: linksOf(session, file, code, format, path),
    helpers: [],
  }
}

function linksOf(session: Session, file: string, code: string, format: 'module' | 'commonjs', path: string): Link[] {
  return findSpecifiers(code, format, path).flatMap(specifier => {
    const target = session.resolver.find(file, specifier)
    return target ? { text: specifier.text, by: specifier.by, eager: specifier.eager, target } : []
  })
}
