import { expect, test } from 'vitest'
import { jsonModule } from '../src/output/json.js'

const HELLO = `const value = {"hello":"Hi","nav":{"a-b":[1,null,-2]}};
export { value as default };
const value0 = "Hi";
export { value0 as hello };
`

test.each([
  ['JSON', '{ "hello": "Hi", "nav": { "a-b": [1, null, -2] } }'],
  ['names', 'export const hello = "Hi";\nexport const nav = { "a-b": [1, null, -2] };\nexport default { hello, nav };'],
  ['text', 'export default /* #__PURE__ */ JSON.parse("{\\"hello\\":\\"Hi\\",\\"nav\\":{\\"a-b\\":[1,null,-2]}}")'],
  ['variables', 'const a = "Hi";\nexport default { hello: a, nav: { "a-b": [1, null, -2] } };\nexport { a as hello };'],
])('data, as hosts write it: %s', (_name, code) => {
  expect(jsonModule('src/en.json', code)).toBe(HELLO)
})

test.each([
  ['code', 'export default { hello: ctx => ctx.normalize(["Hi"]) }'],
  ['what is made', 'export default make({})'],
  ['a spread', 'const a = {};\nexport default { ...a }'],
  ['an import', 'import a from "./a.json";\nexport default a'],
  ['a prototype', '{ "a": { "__proto__": 1 } }'],
  ['no module', '{ hello'],
])('more than data: %s', (_name, code) => {
  expect(jsonModule('src/en.json', code)).toBeUndefined()
})

test('another file is none', () => {
  expect(jsonModule('src/en.json?url', '{}')).toBeUndefined()
  expect(jsonModule('src/en.ts', 'export default {}')).toBeUndefined()
})
