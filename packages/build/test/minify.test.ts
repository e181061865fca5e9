import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { minifyPatch } from '../src/minify.js'

const map = {
  version: 3,
  sources: ['src/cart.ts'],
  sourcesContent: ['function total() {}'],
  names: [],
  mappings: 'AAAA',
}

test('small, lowered to the target, and still what it was', async () => {
  const code =
    '(function (runtime) {\n  const longName = runtime.value ?? 1;\n  runtime.seen = longName;\n})(globalThis);\n'
  const patch = await minifyPatch({ code, map }, ['es2019'])
  expect(patch.code.length).toBeLessThan(code.length + 40)
  expect(patch.code).not.toContain('??')
  expect(patch.code).toMatch(/\n\/\/# sourceMappingURL=patch\.js\.map\n$/)
  const context: { seen?: number } = {}
  runInNewContext(patch.code, context)
  expect(context.seen).toBe(1)
})

test('the map leads through to the source', async () => {
  const { map: result } = await minifyPatch(
    { code: '(function () { globalThis.seen = Math.random() })()', map },
    'esnext',
  )
  expect(result).toMatchObject({ sources: ['src/cart.ts'], sourcesContent: ['function total() {}'] })
})

test("sloppy code isn't made strict", async () => {
  const { code } = await minifyPatch(
    { code: '(function () { globalThis.isSloppy = (function () { return this })() === globalThis })()', map },
    ['es2020'],
  )
  const context: { isSloppy?: boolean } = {}
  runInNewContext(code, context)
  expect(context.isSloppy).toBe(true)
})
