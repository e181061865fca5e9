import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { MAPPING_SCHEMA, type Mapping } from '@iaso/protocol'
import { onTestFinished } from 'vitest'
import { type IasoOptions, OwnPackages, openProject, type Project } from '../src/index.js'

/** A directory with these files, gone after the test. */
export function directory(files: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-build-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

export function project(root = directory(), options: IasoOptions = { app: 'shop' }): Project {
  return openProject(root, options, new OwnPackages(import.meta.url, []))
}

export function mapping(change: Partial<Mapping> = {}): Mapping {
  const empty = { toolchain: {}, modules: {}, unguarded: {}, patches: [] }
  return {
    schema: MAPPING_SCHEMA,
    iaso: '0.1.0',
    app: 'shop',
    environment: 'client',
    release: 'r1',
    ...empty,
    ...change,
  }
}
