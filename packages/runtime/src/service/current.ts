import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Order } from './messages.js'

/** The patch that a group has now, by application, in its directory: threads and processes that start later read it before their modules run. */
function fileOf(place: string, app: string): string {
  return join(place, `${encodeURIComponent(app)}.json`)
}

export function writeCurrent(place: string, app: string, order: Order | undefined): void {
  const file = fileOf(place, app)
  if (!order) {
    rmSync(file, { force: true })
    return
  }
  // Beside it, then moved: a reader sees all of it or none.
  writeFileSync(`${file}.tmp`, JSON.stringify(order), { mode: 0o600 })
  renameSync(`${file}.tmp`, file)
}

export function readCurrent(place: string, app: string): Order | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(place, app), 'utf8')) as Order
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
