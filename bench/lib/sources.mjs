/** What programs may import beside packages. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const installed = new URL('../node_modules/', import.meta.url)

/** `text:package/file` is the file's text; `octane:name` one of Octane's kernels without its harness. */
export const sources = () => ({
  name: 'bench-sources',
  resolveId: id => (/^(?:text|octane):/.test(id) ? `\0${id}` : undefined),
  load(id) {
    if (id.startsWith('\0text:')) return `export default ${JSON.stringify(read(id.slice('\0text:'.length)))}`
    if (id.startsWith('\0octane:')) return octane(id.slice('\0octane:'.length))
    return undefined
  },
})

export const read = file => readFileSync(new URL(file, installed), 'utf8')

export const version = name => {
  const scoped = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0]
  return JSON.parse(read(`${scoped}/package.json`)).version
}

export const resolve = name => require.resolve(name)

/** Kernels check their results themselves, and throw. */
function octane(name) {
  return `let kernel
class Benchmark { constructor(name, warm, fixed, count, run, setup) { Object.assign(this, { run, setup }) } }
class BenchmarkSuite { constructor(name, reference, [first]) { kernel = first } static ResetRNG() {} }
let seed = 49734321
const Math = Object.create(globalThis.Math, { random: { value: () => (seed = (seed * 16807) % 2147483647) / 2147483647 } })
${read(`benchmark-octane/lib/octane/${name}.js`)}
export default () => {
  kernel.setup?.()
  return () => { kernel.run() }
}`
}
