import { apply, job, toLoad } from './job.cjs'

const DONE = Symbol.for('iaso-fix-setup')
const { vi } = await import(`${job.tools}/vitest/dist/index.js`)

globalThis.jest ??= vi
if (!globalThis[DONE]) {
  globalThis[DONE] = true
  for (const file of toLoad()) await import(/* @vite-ignore */ file)
  if (job.when === 'cold') apply()
}
