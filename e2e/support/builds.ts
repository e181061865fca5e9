import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs once, before all test files: a directory for what several of them need built. */
export default function setup(): () => void {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-e2e-builds-')))
  process.env['E2E_BUILDS'] = directory
  return () => rmSync(directory, { recursive: true, force: true })
}
