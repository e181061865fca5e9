import { afterEach, expect, test } from 'vitest'
import { RunningProgram, type Sources } from './program.js'

const open: RunningProgram[] = []
afterEach(() => {
  for (const program of open.splice(0)) {
    program.revert()
    program.dispose()
  }
  Reflect.deleteProperty(globalThis, 'define')
})

/** A file that `main.js` has a loader of its own for. */
async function loaded(
  define: string,
  text: string,
): Promise<{ program: RunningProgram; after: Sources; see(): unknown }> {
  const sources = (said: string): Sources => ({
    'main.js': `globalThis.define = ${define}\nrequire('./lib.js')\nexports.see = () => globalThis.lib.map(each => each.say())`,
    'lib.js': `define(function () { var n = 0; n++; return { say: function () { return ${said} } } })`,
  })
  const program = new RunningProgram(sources("'old'"), 'commonjs')
  open.push(program)
  const exports = (await program.run()) as unknown as { see(): unknown }
  return { program, after: sources(text), see: () => exports.see() }
}

test('a factory that a loader calls once', async () => {
  const { program, after, see } = await loaded('make => { globalThis.lib = [make()] }', 'n++')
  await program.patch(after)
  expect([see(), see()]).toEqual([[1], [2]])
  program.revert()
  expect(see()).toEqual(['old'])
})

test('a factory that a loader calls twice: nobody knows whose state is meant', async () => {
  const { program, after, see } = await loaded('make => { globalThis.lib = [make(), make()] }', 'n++')
  const { patch } = await program.build(after)
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'rejected', code: 'IASO1204' })
  expect(see()).toEqual(['old', 'old'])
})

test('a factory that a loader calls later has the patch before it runs, and none once it is called again', async () => {
  const { program, after, see } = await loaded(
    'make => { globalThis.lib = []; globalThis.call = () => globalThis.lib.push(make()) }',
    'n++',
  )
  const { call } = globalThis as unknown as { call(): void }
  await program.patch(after)
  call()
  expect([see(), see()]).toEqual([[1], [2]])
  call()
  expect(see()).toEqual(['old', 'old'])
})
