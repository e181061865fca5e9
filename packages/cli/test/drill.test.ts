import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { openFolder } from '../../../testing/folder.js'

// Each test starts several processes, one after the other.
vi.setConfig({ testTimeout: 120_000 })

const COMMAND = fileURLToPath(new URL('../bin/iaso.js', import.meta.url))

const CART = `
export const rate = 0.2
export function total(items) { return items.reduce((sum, item) => sum + item.price, 0) * (1 + rate) }
export class Cart {
  #items = []
  add(item) { this.#items.push(item); return this }
  get total() { return total(this.#items) }
  source() { return this.add.toString() }
}
export function named(name) { return eval(name) }
export function unused() {}`

const TESTS = `
import { test } from 'node:test'
import assert from 'node:assert'
import { Cart, named } from '../src/cart.mjs'
import { twice } from '../src/twice.cjs'
test('a sum', () => assert.strictEqual(new Cart().add({ price: 10 }).total, 12))
test('a name', () => assert.strictEqual(named('name'), 'name'))
test('two copies', async () => {
  const other = await import('../src/counter.mjs?other')
  const first = await import('../src/counter.mjs')
  assert.deepStrictEqual([first.next(), first.next(), other.next(), twice(2)], [1, 2, 1, 4])
})`

const PROJECT = {
  'package.json': '{ "name": "app", "scripts": { "test": "node --test test/cart.test.mjs" } }',
  'src/cart.mjs': CART,
  'src/counter.mjs': 'let n = 0\nexport const next = () => ++n',
  'src/twice.cjs': 'exports.twice = function (n) { return 2 * n }',
  'test/cart.test.mjs': TESTS,
}

/** Without what Vitest has put into the environment of this process. */
function drill(cwd: string, ...argv: string[]): Promise<{ code: number | null; output: string }> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [COMMAND, 'drill', ...argv], { cwd, env: { PATH, HOME, NO_COLOR: '1' } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  return new Promise(done => child.once('close', code => done({ code, output })))
}

test('the tests run with every function patched with itself', async () => {
  const root = openFolder(PROJECT)
  const { code, output } = await drill(root, '--json', 'drill.json')
  expect(code, output).toBe(0)
  const report = JSON.parse(readFileSync(join(root, 'drill.json'), 'utf8'))
  expect(report.patched.sort()).toEqual(
    [
      'src/cart.mjs#Cart.#items =',
      'src/cart.mjs#Cart.add',
      'src/cart.mjs#Cart.get total',
      'src/cart.mjs#Cart.source',
      'src/cart.mjs#total',
      'src/cart.mjs#total/items.reduce()',
      'src/cart.mjs#unused',
      'src/counter.mjs#next',
      'src/counter.mjs?other#next',
      'src/twice.cjs#exports.twice',
    ].sort(),
  )
  expect(report.left.map(({ key, code }: Record<string, string>) => [key, code])).toEqual([
    ['src/cart.mjs#named', 'IASO4001'],
  ])
  const never = report.patched.filter((key: string) => !report.called.includes(key))
  expect(never.sort()).toEqual(['src/cart.mjs#Cart.source', 'src/cart.mjs#unused'])
  expect(output).toContain('10 functions in 4 modules were patched with themselves, 8 of them were called (80 %).')
  expect(output).toMatch(/1 function was left as it is:\n {2}IASO4001: 1\n {4}src\/cart\.mjs#named: [^{]+\n/)
})

test('a test that only a patched function fails is found, and named', async () => {
  const fragile = `test('its source', () => assert.match(new Cart().source(), /^add\\(item/))`
  const seen = `import { where } from '../src/where.mjs'\ntest('where it is', () => assert.doesNotMatch(where(), /\\?drill/))`
  const root = openFolder({
    ...PROJECT,
    'src/where.mjs': 'export function where() { return new Error().stack.split("\\n")[1] }',
    'test/cart.test.mjs': `${TESTS}\n${fragile}\n${seen}\ntest('always fails', () => assert.fail())`,
  })
  const { code, output } = await drill(root, '--compare')
  expect(code).toBe(1)
  expect(output).toMatch(/fail only when they are patched:\n {2}where it is\n(?! {2})/)
})

test('a suite that fails as before is a drill that passed, if it is compared', async () => {
  const root = openFolder({ ...PROJECT, 'test/cart.test.mjs': `${TESTS}\ntest('always fails', () => assert.fail())` })
  expect((await drill(root)).code).toBe(1)
  const { code, output } = await drill(root, '--compare')
  expect(output).toContain('no difference to the tests as they are (1 failures)')
  expect(code).toBe(0)
})

/** What Jest does, in its own names: exports that can't be set, a cache of what was transformed, a realm for each test file. */
const JEST = {
  'node_modules/@jest/transform/package.json': '{ "main": "build/index.js" }',
  'node_modules/@jest/transform/build/index.js': `
Object.defineProperty(exports, 'createScriptTransformer', { enumerable: true, get: () => createScriptTransformer })
const fs = require('node:fs'), cache = new Map()
class ScriptTransformer {
  transform(file) {
    if (!cache.has(file)) {
      const map = { version: 3, sources: [file], names: [], mappings: 'AACA' }
      fs.writeFileSync(file + '.map', JSON.stringify(map))
      cache.set(file, { code: fs.readFileSync(file, 'utf8'), originalCode: '', sourceMapPath: file + '.map' })
    }
    return cache.get(file)
  }
  async transformAsync(file) { return this.transform(file) }
}
async function createScriptTransformer() { return new ScriptTransformer() }`,
  'node_modules/jest/jest.cjs': `
const vm = require('node:vm'), path = require('node:path'), fs = require('node:fs')
const { createScriptTransformer } = require('@jest/transform')
const run = async test => {
  const transformer = await createScriptTransformer()
  const context = vm.createContext({ console, process })
  const load = file => {
    const { code, sourceMapPath } = transformer.transform(file, { supportsStaticESM: false })
    const map = JSON.parse(fs.readFileSync(sourceMapPath, 'utf8'))
    if (!map.sources[0].endsWith(path.basename(file))) throw new Error('map of ' + map.sources)
    const module = { exports: {} }
    vm.runInContext('(function (module, exports, require, jest) {' + code + '\\n})', context, { filename: file })(
      module, module.exports, name => load(path.resolve(path.dirname(file), name)), {})
    return module.exports
  }
  return load(test)
}
run(path.resolve('test/twice.test.js')).then(() => run(path.resolve('test/twice.test.js')))`,
}

test('Jest, which compiles modules itself', async () => {
  const root = openFolder({
    ...JEST,
    'package.json': '{}',
    'src/twice.js': `
let calls = 0
exports.twice = n => { if (!new Error().stack.includes('?drill')) throw new Error('not patched'); calls++; return 2 * n }
exports.calls = () => calls`,
    'src/helper.js': 'exports.mocked = () => typeof jest; jest.made = true',
    'test/twice.test.js': `
const { twice, calls } = require('../src/twice.js'), { mocked } = require('../src/helper.js')
if (twice(2) !== 4 || calls() !== 1 || mocked() !== 'object') throw new Error('wrong')`,
  })
  const { code, output } = await drill(root, '--', process.execPath, 'node_modules/jest/jest.cjs')
  expect(output).toContain('2 functions in 1 modules were patched with themselves, 2 of them were called (100 %).')
  expect(code, output).toBe(0)
})

test('a module that is loaded once more while `Map`, `Set` and `Symbol` are not there', async () => {
  const root = openFolder({
    'package.json': '{}',
    'src/words.js': 'exports.words = text => text.match(/\\w+/g)',
    'test/words.js': `
const load = () => require('../src/words.js').words('two words').length
load()
const { Map, Set, Symbol } = globalThis
let uses = 0
Object.assign(globalThis, { Map() { uses++ }, Set() { uses++ }, Symbol: undefined })
for (const file of Object.keys(require.cache)) delete require.cache[file]
const again = load()
Object.assign(globalThis, { Map, Set, Symbol })
if (again !== 2 || uses > 0) throw new Error('uses: ' + uses)`,
  })
  const { code, output } = await drill(root, '--', process.execPath, 'test/words.js')
  expect(code, output).toBe(0)
  expect(output).toContain('1 functions in 1 modules were patched with themselves, 1 of them were called (100 %).')
})

test('ES modules without a function', async () => {
  const root = openFolder({
    'package.json': '{}',
    'src/index.mjs': "export * from './one.mjs'",
    'src/one.mjs': "import { two } from './two.mjs'\nexport const one = two() - 1",
    'src/two.mjs': 'export const two = () => 2',
    'test/one.mjs': "import { one } from '../src/index.mjs'\nif (one !== 1) throw new Error('wrong')",
  })
  const { code, output } = await drill(root, '--', process.execPath, 'test/one.mjs')
  expect(code, output).toBe(0)
  expect(output).toContain('1 functions in 3 modules were patched with themselves, 1 of them were called (100 %).')
})

test('no drill is no success', async () => {
  const nothing = openFolder({ 'package.json': '{ "scripts": { "test": "node --version" } }' })
  expect(await drill(nothing)).toMatchObject({ code: 125, output: expect.stringContaining('IASO1122') })
  expect(await drill(openFolder({ 'package.json': '{}' }))).toMatchObject({
    code: 125,
    output: expect.stringContaining('IASO1120'),
  })
  expect(await drill(nothing, '--', 'no-such-command')).toMatchObject({
    code: 125,
    output: expect.stringContaining('IASO1121'),
  })
  expect((await drill(nothing, '--wrong')).code).toBe(2)
  expect(
    (
      await drill(
        openFolder(PROJECT),
        '--',
        process.execPath,
        '-e',
        'require("./src/twice.cjs").twice(1); process.exit(7)',
      )
    ).code,
  ).toBe(7)
})
