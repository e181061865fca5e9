import { afterEach, expect, test } from 'vitest'
import { RunningProgram, type Sources, stored } from './program.js'

const open: RunningProgram[] = []
afterEach(() => {
  for (const program of open.splice(0)) {
    program.revert()
    program.dispose()
  }
})

const lazy = (late: string): Sources => ({
  'main.js': "exports.load = function () { return require('./late') }\n",
  'late.js': late,
})
const release = lazy("exports.a = function () { return 'a' }\nexports.max = 1\n")
const fixed = lazy(
  "const names = ['b']\nexports.a = function () { return exports.b() + exports.max }\nexports.b = function () { return names[0] }\nexports.max = 2\n",
)

interface Late {
  a(): string
  b?(): string
  max: number
}

async function run(sources: Sources): Promise<{ program: RunningProgram; load: () => Late }> {
  const program = new RunningProgram(sources, 'commonjs')
  open.push(program)
  const { load } = (await program.run()) as unknown as { load: () => Late }
  return { program, load }
}

test('what changes in place in a module that is required late: live where it has been loaded', async () => {
  const { program, load } = await run(release)
  const late = load()
  const { report, patch } = await program.patch(fixed)
  const findings = report.edits.flatMap(edit => edit.findings)
  expect(findings.map(({ code, verdict }) => `${code} ${verdict}`)).toContain('IASO3160 live')
  expect([late.a(), load().max]).toEqual(['b2', 2])
  expect(program.mapping.modules['late.js']?.eager).toBe(false)
  program.revert()
  expect([late.a(), late.b, late.max]).toEqual(['a', undefined, 1])
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'applied' })
  expect(late.a()).toBe('b2')
})

test('it is rejected where the module has not been loaded, and nothing is changed; later it is taken', async () => {
  const { program, load } = await run(release)
  const { patch, mapping } = await program.build(fixed)
  const id = program.mapping.modules['late.js']?.id as string
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'rejected', code: 'IASO1205', args: [id] })
  expect([load().a(), load().max]).toEqual(['a', 1])
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'applied' })
  program.mapping = stored(mapping as never)
  expect(load().a()).toBe('b2')
  expect((await program.build(fixed)).report.outcome).toBe('unchanged')
})

test('a patch over such a patch', async () => {
  const { program, load } = await run(release)
  load()
  await program.patch(fixed)
  await program.patch(lazy("exports.a = function () { return exports.c() }\nexports.c = function () { return 'c' }\n"))
  expect([load().a(), load().b, load().max]).toEqual(['c', undefined, undefined])
  program.revert()
  expect([load().a(), load().max]).toEqual(['a', 1])
})

test('an ES module that is loaded late stays refused: pages may never load it', async () => {
  const main = 'export const load = () => import("./late.js")\n'
  const program = new RunningProgram({ 'main.js': main, 'late.js': 'const t = { a: 1 }\nexport const a = () => t.a\n' })
  open.push(program)
  const after = 'const t = { a: 2 }\nconst copy = { ...t }\nexport const a = () => copy.a\n'
  const { report } = await program.build({ 'main.js': main, 'late.js': after })
  const codes = report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))
  expect(codes).toContain('IASO2141')
  expect(codes).toContain('IASO2142')
})

test('where something else is refused, too, the report is about all of it', async () => {
  const { program } = await run(release)
  const { report } = await program.build({ ...fixed, 'main.js': "exports.load = () => eval('require')('./late')\n" })
  const codes = report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))
  expect(report.outcome).toBe('refused')
  expect(codes).toContain('IASO2141')
})
