/** What a guarded application weighs, and what of it is what. */
import { brotliCompressSync, gzipSync } from 'node:zlib'
import iaso from '@iaso/vite-plugin'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { application } from '../lib/generated.mjs'
import { guard, minified } from '../lib/program.mjs'
import { buildProgram } from '../lib/programs.mjs'
import { median } from '../lib/statistics.mjs'
import { strip } from '../lib/strip.mjs'
import { table } from '../lib/table.mjs'
import { weighPatches } from './patches.mjs'

export const about = 'bytes of applications, minified: raw, gzip, brotli; guards, tables and runtime apart'

const STOREFRONT = new URL('../../examples/storefront/', import.meta.url).pathname
/** Everything in these is guarded, dependencies included. */
const WHOLE = ['marked', 'postcss', 'react-server', 'immutable', 'typescript']

export async function run({ folder, programs = WHOLE }) {
  const rows = [await storefront()]
  for (const count of [500, 5000])
    rows.push(await weigh(`generated, all guarded`, application(count), `generated${count}`))
  for (const name of programs) {
    const { code } = await buildProgram(name, folder)
    rows.push(await weigh(`${name}, all guarded`, code, name))
  }
  return { applications: rows, patches: await weighPatches(folder) }
}

export function show({ applications: rows, patches }) {
  const percent = (over, under) => `${((over / under - 1) * 100).toFixed(1)} %`
  const each = (row, to, from) => ((row[to].brotli - row[from].brotli) / row.functions).toFixed(1)
  const applications = table(
    [
      '',
      'functions',
      'plain',
      'brotli',
      'raw +',
      'gzip +',
      'brotli +',
      'B a function: guards',
      'registration',
      'table',
      'runtime, B',
    ],
    rows.map(row => [
      row.name,
      String(row.functions),
      String(row.plain.raw),
      String(row.plain.brotli),
      ...['raw', 'gzip', 'brotli'].map(how => percent(row.whole[how], row.plain[how])),
      each(row, 'guards', 'plain'),
      each(row, 'registered', 'guards'),
      each(row, 'table', 'registered'),
      String(row.whole.brotli - row.table.brotli),
    ]),
  )
  const emitted = patches.filter(({ bytes }) => bytes !== undefined)
  const sizes = patches.map(({ title, bytes = 'refused', brotli = '' }) => [title, String(bytes), String(brotli)])
  const half = what => String(median(emitted.map(patch => patch[what])))
  return `${applications}\n\n${table(['patch', 'bytes', 'brotli'], [...sizes, ['median', half('bytes'), half('brotli')]])}`
}

/** One module: a bundle of which everything is guarded. */
async function weigh(name, code, app) {
  const { code: guarded, record } = guard(code, app)
  const external = { external: ['@iaso/runtime'] }
  return {
    name,
    functions: record.cells.length,
    plain: weight(await minified(code)),
    guards: weight(await minified(strip(guarded, 'guards'))),
    registered: weight(await minified(strip(guarded, 'table'), external)),
    table: weight(await minified(guarded, external)),
    whole: weight(await minified(guarded)),
  }
}

/** An application with dependencies that stay as they are, built by Vite. */
async function storefront() {
  let functions = 0
  const variant = async (keep, withRuntime = true) => {
    const plugins = keep === 'plain' ? [] : [iaso()]
    const after = {
      name: 'bench-strip',
      enforce: 'post',
      transform: code => {
        if (!code.includes('virtual:iaso/')) return undefined
        if (keep === 'whole') functions += new Set(code.match(/\$\w{6}[\da-z]+(?=\b)/g)).size
        return keep === 'whole' ? undefined : strip(code, keep)
      },
    }
    const { output } = await build({
      root: STOREFRONT,
      configFile: false,
      logLevel: 'silent',
      plugins: [react(), ...plugins, after],
      build: { write: false, rollupOptions: withRuntime ? {} : { external: [/^@iaso\//] } },
    })
    return weight(...output.filter(({ type }) => type === 'chunk').map(({ code }) => code))
  }
  return {
    name: 'storefront, dependencies plain',
    plain: await variant('plain'),
    guards: await variant('guards', false),
    registered: await variant('table', false),
    table: await variant('whole', false),
    whole: await variant('whole'),
    functions: functions / 2,
  }
}

function weight(...chunks) {
  const sum = weigh => chunks.reduce((total, code) => total + weigh(code), 0)
  return {
    raw: sum(code => Buffer.byteLength(code)),
    gzip: sum(code => gzipSync(code, { level: 9 }).length),
    brotli: sum(code => brotliCompressSync(code).length),
  }
}
