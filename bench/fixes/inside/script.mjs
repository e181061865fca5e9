/** Tests that are scripts: the base's own run until they are silent, then comes the patch, then the fix's. */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { apply, job, toLoad } from './job.cjs'

const LIMIT = 80_000
const SILENCE = 700
const require = createRequire(`${job.root}/package.json`)

process.chdir(job.root)
setTimeout(() => process.exit(0), LIMIT).unref()
try {
  for (const name of job.setup) require(name)
  for (const file of toLoad()) await load(file)
  if (job.when === 'cold') apply()
  if (job.earlier?.length > 0) await untilSilent(job.earlier)
  if (job.when === 'warm') apply()
  for (const file of job.files) await load(file)
} catch (error) {
  writeFileSync(job.out, JSON.stringify({ '': String(error?.stack) }))
  process.exit(0)
}

async function load(file) {
  await import(pathToFileURL(file).href)
}

async function untilSilent(files) {
  const { write } = process.stdout
  let last = Date.now()
  process.stdout.write = () => {
    last = Date.now()
    return true
  }
  for (const file of files) await load(file)
  while (Date.now() - last < SILENCE) await new Promise(done => setTimeout(done, SILENCE / 7))
  process.stdout.write = write
  forgetHarnesses()
}

/** tape and tap end with the first tests that end. */
function forgetHarnesses() {
  for (const file of Object.keys(require.cache))
    if (/\/node_modules\/(tape|tap|libtap)\//.test(file)) delete require.cache[file]
}
