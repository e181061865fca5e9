/** One program in several builds: the same source, bundled and minified the same way, with and without guards. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, instrument, moduleId } from '@iaso/babel-plugin'
import { buildPatch } from '@iaso/patch-builder'
import { MAPPING_SCHEMA } from '@iaso/protocol'
import { rolldown } from 'rolldown'
import { minify as minifyScript } from 'rolldown/utils'
import { sources } from './sources.mjs'

const APP = 'bench'
const PATH = 'program.js'
const RELEASE = 'bench'

/** @returns the program's whole code as one readable module, dependencies included */
export async function bundle(entry) {
  return link({ input: entry, plugins: [sources()] }, { minify: false })
}

/** As a production build leaves it. */
export const minified = (code, { minify = true, external = [] } = {}) =>
  link({ input: 'entry', external, plugins: [memory({ entry: code })] }, { minify, comments: false })

/** A guarded module, and what a patch must know of it. */
export function guard(code, name) {
  const options = optionsFor(code, name)
  const { code: guarded, record } = instrument(code, options)
  const release = `Object.defineProperty(globalThis, ${JSON.stringify(`$iaso:${APP}-${name}`)}, { value: '${RELEASE}', configurable: true })`
  return { code: `${guarded}\n${release}`, mapping: mappingOf(code, record, options, name), record }
}

/** @param next the new source; the same as the release's with `drill` */
export async function patch(mapping, next, { drill = false } = {}) {
  const name = mapping.app.slice(APP.length + 1)
  const { report, patch: script } = await buildPatch({
    mapping,
    modules: { [PATH]: { code: next, format: 'module', resolutions: {}, eager: true } },
    unguarded: {},
    toolchain: {},
    allow: new Set(['new-only', 'no-effect', 'suspect']),
    drill,
    moduleId: path => moduleId(`${APP}-${name}`, '', path),
    fingerprint,
    bundle: () => Promise.reject(new Error('a program here has no dependencies')),
  })
  if (!script) throw new Error(`${name}: no patch\n${JSON.stringify(report.edits.slice(0, 5), null, 1)}`)
  const small = await minifyScript('patch.js', script.code, { module: false, compress: true, mangle: true })
  return { code: small.code, report }
}

export function write(directory, files) {
  mkdirSync(directory, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
}

function optionsFor(code, name) {
  return { path: PATH, id: moduleId(`${APP}-${name}`, '', PATH), fingerprint: fingerprint(code), format: 'module' }
}

function mappingOf(code, record, { id, fingerprint: print }, name) {
  const { table, functions, cells, privates } = record
  return {
    schema: MAPPING_SCHEMA,
    iaso: 'bench',
    app: `${APP}-${name}`,
    environment: 'client',
    release: RELEASE,
    toolchain: {},
    modules: {
      [PATH]: {
        id,
        format: 'module',
        fingerprint: print,
        code,
        resolutions: {},
        eager: true,
        table,
        functions,
        cells,
        privates,
      },
    },
    unguarded: {},
    patches: [],
  }
}

async function link(input, output) {
  const build = await rolldown({
    platform: 'browser',
    resolve: { mainFields: ['module', 'main'] },
    logLevel: 'silent',
    ...input,
    transform: { define: { 'process.env.NODE_ENV': '"production"', 'process.browser': 'true' } },
  })
  try {
    const { output: chunks } = await build.generate({ format: 'esm', codeSplitting: false, ...output })
    return chunks[0].code
  } finally {
    await build.close()
  }
}

const memory = files => ({
  name: 'bench-memory',
  resolveId: id => (id in files ? `\0${id}` : undefined),
  load: id => files[id.slice(1)],
})
