import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readCases } from './cases.js'
import { RunningProgram, type Sources } from './program.js'

interface Exports {
  warm(): unknown
  see(state: unknown): unknown
}

async function see(exports: object, state?: unknown): Promise<unknown> {
  const { warm, see: look } = exports as Exports
  return JSON.parse(JSON.stringify((await look(state ?? (await warm()))) ?? null))
}

/** Patched with itself, a program does what it did: what exists goes on, what is made is made the same. */
async function drill(sources: Sources, format: 'module' | 'commonjs'): Promise<number> {
  const program = new RunningProgram(sources, format)
  try {
    const exports = await program.run()
    const warm = await (exports as unknown as Exports).warm()
    const before = await see(exports)
    const { report, patch } = await program.build(sources, [], { drill: true })
    expect(report.edits.filter(({ verdict }) => verdict !== 'live')).toEqual([])
    program.apply(patch?.code as string)
    expect(await see(exports, warm)).toEqual(before)
    expect(await see(exports)).toEqual(before)
    const born = await (exports as unknown as Exports).warm()
    program.revert()
    for (const state of [warm, born]) expect(await see(exports, state)).toEqual(before)
    return report.functions
  } finally {
    program.revert()
    program.dispose()
  }
}

/** Edits whose first observation changes what the second one sees. */
const COUNTING = ['old export let live binding', 'helper inside closure', 'tagged template identity', 'private forms']

for (const [file, cases] of readCases(`${import.meta.dirname}/edits`))
  test(`the releases of ${file}`, async () => {
    for (const { name, versions } of cases)
      if (!COUNTING.includes(name) && !name.includes('eval') && !name.includes('skipped'))
        await drill(versions[0]?.sources as Sources, file.startsWith('commonjs') ? 'commonjs' : 'module')
  })

test('a published package', async () => {
  const code = readFileSync(
    new URL('../../../node_modules/@jridgewell/sourcemap-codec/dist/sourcemap-codec.mjs', import.meta.url),
    'utf8',
  )
  const main = `import { decode, encode } from './codec.js'
export const warm = () => 'AAAA,SAASA,IAAI;AACX,CAAC'
export const see = (text) => [decode(text), encode(decode(text)) === text]`
  expect(
    await drill({ 'main.js': main, 'codec.js': code.replace(/\/\/# sourceMappingURL.*/, '') }, 'module'),
  ).toBeGreaterThan(20)
})

test('what a drill can not patch is left out and told; all the rest is patched', async () => {
  const program = new RunningProgram({
    'main.js': `export const look = name => { let a = 1; return () => eval(name) }
export const warm = () => 'a'
export const see = name => look(name)()`,
  })
  const exports = await program.run()
  const { report, patch } = await program.build(program.sources, [], { drill: true })
  expect(report).toMatchObject({ outcome: 'emitted', functions: 2 })
  expect(report.edits.filter(({ verdict }) => verdict === 'refused').map(({ key }) => key)).toEqual(['main.js#look'])
  program.apply(patch?.code as string)
  expect(await see(exports)).toBe(1)
  program.revert()
  program.dispose()
})
