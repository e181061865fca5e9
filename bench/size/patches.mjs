/** The example's fixes, each as a patch of its own. */
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import iaso from '@iaso/vite-plugin'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

const ROOT = new URL('../../', import.meta.url).pathname

/** @returns one row a fix: what it is, and the bytes of its patch */
export async function weighPatches(folder) {
  const shop = join(folder, 'storefront')
  cpSync(join(ROOT, 'examples/storefront'), shop, {
    recursive: true,
    filter: file => !/node_modules|\.iaso|dist/.test(file.slice(ROOT.length)),
  })
  symlinkSync(join(ROOT, 'node_modules'), join(shop, 'node_modules'))
  await run(shop)
  const rows = []
  for (const name of readdirSync(join(shop, 'fixes'))) rows.push(await weigh(shop, name))
  return rows
}

async function weigh(shop, name) {
  const { title, file, find, replace } = JSON.parse(readFileSync(join(shop, 'fixes', name), 'utf8'))
  const source = join(shop, file)
  const before = readFileSync(source, 'utf8')
  writeFileSync(
    source,
    before.replace(find, () => replace),
  )
  Object.assign(process.env, { IASO_EMIT_PATCH: '1', IASO_ALLOW: 'new-only,no-effect,suspect' })
  try {
    await run(shop)
    return { title, ...sizeOf(shop) }
  } finally {
    delete process.env.IASO_EMIT_PATCH
    delete process.env.IASO_ALLOW
    writeFileSync(source, before)
  }
}

const run = root => build({ root, configFile: false, logLevel: 'silent', plugins: [react(), iaso()] })

/** A refused fix has no size. */
function sizeOf(shop) {
  const directory = join(shop, '.iaso')
  const report = readdirSync(directory, { recursive: true }).find(name => /patches.*report\.json$/.test(name))
  if (report === undefined) return {}
  const { bytes, brotli } = JSON.parse(readFileSync(join(directory, report), 'utf8')).patch
  // The next one is to be against the release alone.
  rmSync(dirname(dirname(join(directory, report))), { recursive: true })
  return { bytes, brotli }
}
