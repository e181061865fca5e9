import { expect, test } from 'vitest'
import { replaceDefines } from '../src/index.js'

const defines = { __FLAG__: '"on"', 'import.meta.env.MODE': '"production"', 'import.meta.env': '{"MODE":"production"}' }

test('replaces names as Rolldown does', async () => {
  const code = 'console.log(__FLAG__, import.meta.env.MODE, import.meta.env?.MODE, "__FLAG__")'
  const { code: result = '' } = (await replaceDefines('a.js', code, defines)) ?? {}
  expect(result).toContain('console.log("on", "production", "production", "__FLAG__")')
})

test("a name of the module's own isn't replaced", async () => {
  const { code = '' } = (await replaceDefines('a.js', 'export function f(__FLAG__) { return __FLAG__ }', defines)) ?? {}
  expect(code).toContain('return __FLAG__')
})

test('code that mentions no name is left alone to the letter', async () => {
  expect(await replaceDefines('a.js', 'const   a = 1', defines)).toBeUndefined()
})

test('once more changes nothing', async () => {
  const once = await replaceDefines('a.js', 'console.log(__FLAG__)', defines)
  const twice = await replaceDefines('a.js', once?.code ?? '', { ...defines, console: 'console' })
  expect(twice?.code).toBe(once?.code)
})
