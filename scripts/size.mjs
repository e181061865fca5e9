/** Bytes that a page downloads for Iaso, minified and brotli-compressed; fails when one is over its budget. */
import { brotliCompressSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const packages = new URL('../packages/', import.meta.url).pathname

const BUDGETS = [
  { name: 'runtime, core', entry: 'runtime/dist/index.js', bytes: 1024 },
  { name: 'runtime, core and client', entry: 'runtime/dist/global.js', bytes: 2448 },
  { name: 'react, without the runtime', entry: 'react/dist/index.js', bytes: 2048, external: ['@iaso/runtime'] },
  { name: 'svelte, without the runtime', entry: 'svelte/dist/index.js', bytes: 3328, external: ['@iaso/runtime'] },
  { name: 'vue, without the runtime', entry: 'vue/dist/index.js', bytes: 3904, external: ['@iaso/runtime'] },
]

for (const { name, entry, bytes, external = [] } of BUDGETS) {
  const measured = await measure(packages + entry, external)
  const verdict = measured <= bytes ? 'ok' : 'OVER BUDGET'
  console.log(`${name.padEnd(28)} ${String(measured).padStart(5)} of ${bytes} B brotli  ${verdict}`)
  if (measured > bytes) process.exitCode = 1
}

async function measure(input, external) {
  const build = await rolldown({ input, external, platform: 'browser' })
  const { output } = await build.generate({ format: 'esm', minify: true, comments: false })
  await build.close()
  return brotliCompressSync(output[0].code).length
}
