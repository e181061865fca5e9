import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { openFolder } from '../../../testing/folder.js'

// Each starts Vitest in a process of its own.
vi.setConfig({ testTimeout: 120_000 })

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))
const PLUGIN = JSON.stringify(new URL('../dist/index.js', import.meta.url).href)

const FILES = {
  'package.json': '{ "name": "app", "type": "module" }',
  'src/price.ts': `
    import { rate } from './rate'
    export const total = (items: { price: number }[]): number => items.reduce((sum, item) => sum + item.price, 0) * (1 + rate())
    export class Cart {
      #items: { price: number }[] = []
      add(item: { price: number }) { this.#items.push(item); return this }
      get total() { return total(this.#items) }
    }
    export const shape = () => new Error('here').stack!.split('\\n').length > 1`,
  'src/rate.ts': `export function rate() { return 0.25 }\nexport const other = () => rate()`,
  'src/counter.ts': `let count = 0\nexport function next() { return ++count }`,
  'src/old.cjs': 'exports.twice = function (n) { return n * 2 }',
  'test/price.test.ts': `
    import { expect, test, vi } from 'vitest'
    import { Cart, shape, total } from '../src/price'
    import * as rates from '../src/rate'
    import { next } from '../src/counter'
    const { fake } = vi.hoisted(() => ({ fake: vi.fn(() => 7) }))
    vi.mock('../src/old.cjs', () => ({ twice: fake }))
    test('classes', () => expect(new Cart().add({ price: 4 }).total).toBe(5))
    test('snapshots', () => {
      expect(total([{ price: 8 }])).toMatchInlineSnapshot('10')
      expect({ Cart, cart: new Cart() }).toMatchSnapshot()
    })
    test('mocks', async () => expect((await import('../src/old.cjs')).twice(1)).toBe(7))
    test('stacks', () => expect(shape()).toBe(true))
    test('modules twice', async () => {
      const [first, second] = [next(), next()]
      // another file's tests may have been before, with the same module
      expect(second).toBe(first + 1)
      vi.resetModules()
      const again = await import('../src/counter')
      expect([again.next(), next(), again.next(), next()]).toEqual([1, first + 2, 2, first + 3])
    })
    test('mocked anew', async () => {
      vi.resetModules()
      vi.doMock('../src/rate', () => ({ rate: () => 1 }))
      expect((await import('../src/price')).total([{ price: 1 }])).toBe(2)
    })
    test('how it runs', () => expect(/\\$\\w{7}/.test(String(next)) ? 'guarded' : 'plain').toBe(process.env.EXPECTED))
    export { rates }`,
  'test/again.test.ts': `
    import { expect, test } from 'vitest'
    import { next } from '../src/counter'
    test('a file of its own', () => expect(next()).toBe(1))`,
}

function open(files: Readonly<Record<string, string>>, test: object = {}, options: object = {}): string {
  const config = `import iaso from ${PLUGIN}\nexport default { plugins: [iaso(${JSON.stringify(options)})], test: ${JSON.stringify(test)} }`
  const root = openFolder({ 'vite.config.ts': config, ...files })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'))
  return root
}

function run(cwd: string, script: string, argv: readonly string[], env: Readonly<Record<string, string>>) {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [join(REPOSITORY, script), ...argv], {
    cwd,
    env: { PATH, HOME, NO_COLOR: '1', ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  return new Promise<{ code: number | null; output: string }>(done =>
    child.once('close', code => done({ code, output })),
  )
}

const vitest = (cwd: string, env: Readonly<Record<string, string>> = {}, ...argv: string[]) =>
  run(cwd, 'node_modules/vitest/vitest.mjs', ['run', ...argv], env)

const PATCHED = / functions in (\d+) modules were patched with themselves/

describe.each([
  ['threads', {}],
  ['forks', { isolate: false }],
  ['vmThreads', {}],
  ['vmForks', {}],
])('in the pool %s %o', (pool, more) => {
  test('plain, guarded and drilled, the same tests pass', async () => {
    const root = open(FILES, { pool, ...more })
    const plain = await vitest(root, { EXPECTED: 'plain' }, '--update')
    expect(plain.code, plain.output).toBe(0)
    for (const mode of ['guard', 'drill']) {
      const { code, output } = await vitest(root, { IASO_TEST: mode, EXPECTED: 'guarded' })
      expect(code, output).toBe(0)
      expect(output).toContain('8 passed')
      expect(output).not.toContain('obsolete')
      // The mocked module is never loaded.
      expect(PATCHED.exec(output)?.[1]).toBe(mode === 'drill' ? '3' : undefined)
    }
  })
})

test('the option asks for it too, and a build is a release all the same', async () => {
  const root = open(FILES, {}, { test: 'drill' })
  const { code, output } = await vitest(root, { EXPECTED: 'guarded' }, '--update')
  expect(code, output).toBe(0)
  expect(output).toMatch(PATCHED)
})

test('a drill finds what a patch would break', async () => {
  const root = open({
    'package.json': '{ "name": "app" }',
    'src/own.ts': `export function where() { return new Error().stack!.split('\\n')[1] }`,
    'own.test.ts': `import { expect, test } from 'vitest'\nimport { where } from './src/own'\ntest('place', () => expect(where()).not.toContain('?drill'))`,
  })
  expect((await vitest(root, { IASO_TEST: 'guard' })).code).toBe(0)
  expect((await vitest(root, { IASO_TEST: 'drill' })).code).toBe(1)
})

test('iaso drill runs Vitest and reports', async () => {
  const root = open({
    ...FILES,
    'package.json': '{ "name": "app", "type": "module", "scripts": { "test": "vitest run --update" } }',
  })
  const { code, output } = await run(root, 'packages/cli/bin/iaso.js', ['drill'], { EXPECTED: 'guarded' })
  expect(code, output).toBe(0)
  expect(output.match(new RegExp(PATCHED, 'g'))).toHaveLength(1)
  expect(output).toMatch(/^iaso drill: 9 functions .* 8 of them were called/m)
})

test('the tests run on a release with one of its patches', async () => {
  const root = open({
    'package.json': '{ "name": "app", "type": "module" }',
    'index.html': '<script type="module" src="/src/main.ts"></script>',
    'src/main.ts': `import { total } from './price'\nsetInterval(() => console.log(total(3)), 1000)`,
    'src/price.ts': `const rate: number = 2\nexport function total(n: number) { return n * rate }`,
    'test/price.test.ts': `import { expect, test } from 'vitest'\nimport { total } from '../src/price'\ntest('the fix', () => expect(total(3)).toBe(7))`,
  })
  const vite = (...argv: string[]) => run(root, 'node_modules/vite/bin/vite.js', ['build', ...argv], {})
  expect((await vite()).code).toBe(0)
  expect((await vitest(root)).code).toBe(1)
  writeFileSync(
    join(root, 'src/price.ts'),
    `const rate: number = 2\nexport function total(n: number) { return n * rate + 1 }`,
  )
  expect((await vite('--', '--emit-patch')).code).toBe(0)
  // Whatever is in the sources now doesn't count.
  writeFileSync(join(root, 'src/price.ts'), 'export function total() { return 0 }')
  const release = readFileSync(join(root, '.iaso/client/newest'), 'utf8').trim()
  const patches = join('.iaso/client', release, 'patches')
  const [patch = ''] = readdirSync(join(root, patches))
  const { code, output } = await vitest(root, { IASO_TEST: join(patches, patch) })
  expect(code, output).toBe(0)
  const wrong = await vitest(root, { IASO_TEST: 'patches' })
  expect([wrong.code, wrong.output.includes('IASO1123')]).toEqual([1, true])
})
