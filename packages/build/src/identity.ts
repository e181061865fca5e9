import { createHash } from 'node:crypto'
import { base62 } from '@iaso/protocol'

const DIGEST_LENGTH = 8
const RELEASE_ID_LENGTH = 10

/** Stands for what builds compare, and never leaves them: unguarded modules, files, versions of tools. */
export function contentDigest(content: string | Uint8Array): string {
  return base62(sha256(content), DIGEST_LENGTH)
}

/** What a release is made of; the same contents always give the same id. */
export interface ReleaseContents {
  readonly app: string
  readonly environment: string
  /** Guarded modules: path → `id` and `fingerprint`. */
  readonly modules: Readonly<Record<string, { readonly id: string; readonly fingerprint: string }>>
  readonly unguarded: Readonly<Record<string, string>>
  readonly toolchain: Readonly<Record<string, string>>
}

export function releaseId(contents: ReleaseContents): string {
  const modules = Object.entries(contents.modules).map(([path, { id, fingerprint: print }]) => [path, id, print])
  const lists = [modules, Object.entries(contents.unguarded), Object.entries(contents.toolchain)]
  const text = JSON.stringify([contents.app, contents.environment, ...lists.map(sorted)])
  return base62(sha256(text), RELEASE_ID_LENGTH)
}

function sorted(rows: readonly string[][]): string[][] {
  return [...rows].sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
}

function sha256(content: string | Uint8Array): Uint8Array {
  return createHash('sha256').update(content).digest()
}
