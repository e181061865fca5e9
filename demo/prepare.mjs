import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './command.mjs'
import { chapter, timed } from './print.mjs'

export const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))

/** From a fresh clone to built packages. */
export async function prepare() {
  chapter('Preparations')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const isInstalled = existsSync(join(REPOSITORY, 'node_modules/.package-lock.json'))
  if (!isInstalled) await timed('npm ci', () => run(npm, ['ci', '--no-audit', '--no-fund'], REPOSITORY))
  // Only now is there what it needs.
  const { ensureChromium } = await import('../scripts/chromium.mjs')
  ensureChromium()
  await timed('npm run build', () => run(npm, ['run', 'build'], REPOSITORY))
}
