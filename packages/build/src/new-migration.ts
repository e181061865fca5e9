import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type Skeleton, writeSkeleton } from '@iaso/patch-builder'
import { IasoError } from '@iaso/protocol'
import { listMigrations } from './migrations.js'
import { slashes } from './paths.js'
import { listPatches, loadMapping, Store, writeWhole } from './store.js'

export interface NewMigration {
  readonly root: string
  /** Where releases are kept. */
  readonly directory: string
  /** Where migrations are kept. */
  readonly migrations: string
  readonly environment: string
  readonly release: string
  /** Without a number. @default made of the names that it is about */
  readonly name?: string | undefined
}

/**
 * Writes the skeleton of a migration for what the newest report says.
 *
 * @returns the file, and what it answers
 * @throws IasoError IASO1190, IASO1191, IASO1101
 */
export function newMigration(wanted: NewMigration): { readonly file: string; readonly skeleton: Skeleton } {
  const { root, environment, release } = wanted
  const store = new Store(wanted.directory)
  const newest = store.newestReport(environment, release)
  if (!newest) throw new IasoError('IASO1191', { directory: store.releaseDirectory(environment, release) })
  const directory = join(wanted.migrations, release)
  const existing = listMigrations(directory)
  const isTyped = existsSync(join(root, 'tsconfig.json'))
  const skeleton = writeSkeleton({
    report: newest.report,
    mapping: newestMapping(store, environment, release),
    answered: answered(directory, existing),
    typesOf: isTyped ? path => typesOf(root, directory, path) : undefined,
  })
  if (!skeleton) throw new IasoError('IASO1190', { file: slashes(relative(root, newest.file)) })
  const name = `${nextNumber(existing)}-${slug(wanted.name ?? skeleton.names.join('-')) || 'migration'}`
  const file = join(directory, `${name}.${isTyped ? 'ts' : 'js'}`)
  writeWhole(file, skeleton.text)
  return { file: slashes(relative(root, file)), skeleton }
}

function newestMapping(store: Store, environment: string, release: string) {
  const directory = store.releaseDirectory(environment, release)
  const patch = listPatches(directory).at(-1)
  const file = join(directory, 'mapping.json')
  const extended = patch && loadMapping(join(directory, 'patches', `${patch.seq}-${patch.id}`, 'mapping.json'))
  const mapping = extended ?? loadMapping(file)
  if (!mapping) throw new IasoError('IASO1101', { file, detail: 'there is no such file' })
  return mapping
}

/** Entries of the `for` of the other migrations; where they are written in another way, the patch builder will say so. */
function answered(directory: string, files: readonly string[]): ReadonlySet<string> {
  const texts = files.map(file => readFileSync(join(directory, file), 'utf8'))
  return new Set(texts.flatMap(text => [...text.matchAll(/(["'`])(IASO\d{4} .+?)\1/g)].map(match => match[2] ?? '')))
}

/** `../../../src/price.js`: TypeScript finds `price.ts` behind it, however it resolves modules. */
function typesOf(root: string, directory: string, path: string): string | undefined {
  const file = resolve(root, path)
  if (!/\.[cm]?[jt]sx?$/.test(path) || !existsSync(file)) return undefined
  const specifier = slashes(relative(directory, file)).replace(/\.([cm]?)tsx?$/, '.$1js')
  return specifier.startsWith('.') ? specifier : `./${specifier}`
}

function nextNumber(files: readonly string[]): string {
  const numbers = files.map(file => Number.parseInt(file, 10) || 0)
  return String(1 + Math.max(0, ...numbers)).padStart(4, '0')
}

function slug(text: string): string {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[^\w]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60)
}
