import { afterEach, expect, test } from 'vitest'
import { RunningProgram, type Sources } from './program.js'

const open: RunningProgram[] = []
afterEach(() => {
  for (const program of open.splice(0)) {
    program.revert()
    program.dispose()
  }
})

interface Exports {
  make(a: number, b: number): () => number
  other(): number
}

const source = (closure: string, other = '0'): Sources => ({
  'main.js': `export function make(a, b) { return () => ${closure} }\nexport function other() { return ${other} }`,
})

async function release(sources: Sources) {
  const program = new RunningProgram(sources)
  open.push(program)
  return { program, exports: (await program.run()) as unknown as Exports }
}

const REJECTED = { status: 'rejected', code: 'IASO1208', args: ['main.js#make', 'new-only'] }

test('the next patch comes though the function has run meanwhile: it ran the code of the patch', async () => {
  const { program, exports } = await release(source('a'))
  await program.patch(source('a + b'))
  const made = exports.make(1, 2)
  await program.patch(source('a + b', '1'))
  expect([made(), exports.make(3, 4)(), exports.other()]).toEqual([3, 7, 1])
})

test('patches that leave the function alone leave it its mark', async () => {
  const { program, exports } = await release(source('a'))
  await program.patch(source('a', '1'))
  const made = exports.make(1, 2)
  const { patch } = await program.build(source('a + b', '1'))
  expect(program.apply(patch?.code as string)).toMatchObject(REJECTED)
  expect([made(), exports.other()]).toEqual([1, 1])
})

test('what an earlier patch made of it, and no mark tells of, needs the word', async () => {
  const limited = (limit: number) => ({
    'main.js': `export function make(a) { let limit = ${limit}; return () => [limit, a, limit = 0][0] }\nexport const other = 0`,
  })
  const { program, exports } = await release(limited(5))
  await program.patch(limited(6))
  expect(exports.make(1, 2)()).toBe(6)
  const { report } = await program.build(limited(7))
  expect(report).toMatchObject({ outcome: 'needs-word', edits: [{ findings: [{ code: 'IASO3012' }] }] })
})

test('after a revert the release runs again, and is asked anew', async () => {
  const { program, exports } = await release(source('a'))
  const { patch } = await program.patch(source('a + b'))
  program.revert()
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'applied' })
  program.revert()
  exports.make(1, 2)
  expect(program.apply(patch?.code as string)).toMatchObject(REJECTED)
})

test('with the word, nothing is asked', async () => {
  const { program, exports } = await release(source('a'))
  const made = exports.make(1, 2)
  await program.patch(source('a + b'), ['new-only'])
  expect([made(), exports.make(1, 2)()]).toEqual([1, 3])
})

test('a migration answers, too', async () => {
  const { program, exports } = await release(source('a'))
  const made = exports.make(1, 2)
  const migration = "export default { for: 'IASO3013 main.js#make/function', up() {} }"
  const { report } = await program.patch({ ...source('a + b'), 'migrations/0001-known.js': migration })
  expect(report.edits.flatMap(({ findings }) => findings)).toMatchObject([{ answeredBy: '0001-known' }])
  expect([made(), exports.make(1, 2)()]).toEqual([1, 3])
})

test('a function that loading the modules runs has run for certain', async () => {
  const program = new RunningProgram({
    'main.js': "import { make } from './make.js'\nexport const made = make(1, 2)",
    'make.js': 'export function make(a, b) { return () => a }',
  })
  open.push(program)
  await program.run()
  const { report } = await program.build({
    'main.js': "import { make } from './make.js'\nexport const made = make(1, 2)",
    'make.js': 'export function make(a, b) { return () => a + b }',
  })
  expect(report).toMatchObject({ outcome: 'needs-word' })
})

test.each([
  ['a call', 'start()'],
  ['jQuery', '$(start)'],
  ['an event', "document.addEventListener('DOMContentLoaded', start)"],
])('so has one that a page runs by %s', async (_, by) => {
  const page = (closure: string) => ({
    'main.js': `function start() { const [a, b] = [1, 2]; document.onclick = () => ${closure} }\n${by}`,
  })
  const program = new RunningProgram(page('a'))
  open.push(program)
  expect((await program.build(page('a + b'))).report).toMatchObject({ outcome: 'needs-word' })
})

test('new modules are not run where the patch is rejected', async () => {
  const { program, exports } = await release(source('a'))
  exports.make(1, 2)
  const { patch } = await program.build({
    'main.js': `import { more } from './more.js'\n${source('a + b', 'more')['main.js']}`,
    'more.js': 'globalThis.moreHasRun = true\nexport const more = 5',
  })
  expect(program.apply(patch?.code as string)).toMatchObject(REJECTED)
  expect('moreHasRun' in globalThis).toBe(false)
})
