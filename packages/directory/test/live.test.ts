import { describe, expect, test } from 'vitest'
import { NODES } from '../../../testing/nodes.js'
import { type Files, Running, TestProject } from './project.js'

/** One application, written in each of the ways in which Node runs one: a counter, a closure over it, a constant of another module. */
interface Way {
  readonly files: Files
  readonly entry: string
  /** The file that changes, in three versions: released, fixed, fixed again. */
  readonly cart: string
  readonly versions: (rate: string, total: string) => string
}

const COMMONJS: Way = {
  entry: 'dist/main.js',
  cart: 'src/lib/cart.js',
  files: {
    'src/main.js': `
      const { total } = require('./lib/cart')
      const { Session } = require('./session')
      const session = new Session()
      exports.see = () => [session.hit(), total([1, 2])]`,
    'src/session.js': 'exports.Session = class Session { #hits = 0; hit() { return ++this.#hits } }',
  },
  versions: (rate, total) => `
    const { join } = require('path')
    const rate = ${rate}
    function total(items) { ${total} }
    module.exports = { total, join }`,
}

const MODULE: Way = {
  entry: 'dist/main.js',
  cart: 'src/lib/cart.js',
  files: {
    'package.json': '{"name":"shop","type":"module"}',
    'src/main.js': `
      import { total } from './lib/cart.js'
      import { Session } from './session.mjs'
      const session = new Session()
      export const see = () => [session.hit(), total([1, 2])]`,
    'src/session.mjs': 'export class Session { #hits = 0; hit() { return ++this.#hits } }',
  },
  versions: (rate, total) => `const rate = ${rate}\nexport function total(items) { ${total} }`,
}

const TYPED: Way = {
  entry: 'dist/main.js',
  cart: 'src/lib/cart.ts',
  files: {
    'package.json': '{"name":"shop","type":"module"}',
    'tsconfig.json': '{"compilerOptions":{"module":"nodenext","target":"es2023"}}',
    'src/main.ts': `
      import { total, type Item } from './lib/cart.js'
      import { Session } from './session.mjs'
      enum Price { One = 1, Two }
      const session: Session = new Session()
      export const see = (): number[] => [session.hit(), total([Price.One, Price.Two] satisfies Item[])]`,
    'src/session.mts':
      'export class Session { #hits = 0; constructor(readonly name = "s") {} hit() { return ++this.#hits } }',
  },
  versions: (rate, total) =>
    `export type Item = number\nconst rate: number = ${rate}\nexport function total(items: Item[]): number { ${total} }`,
}

const TRANSPILED: Way = {
  ...TYPED,
  files: {
    ...TYPED.files,
    'package.json': '{"name":"shop"}',
    'tsconfig.json': '{"compilerOptions":{"module":"commonjs","esModuleInterop":true}}',
    'src/main.ts': `
      import { total, Item } from './lib/cart'
      import session = require('./session')
      enum Price { One = 1, Two }
      export const see = (): number[] => [session.hit(), total([Price.One, Price.Two] as Item[])]`,
    'src/session.mts': undefined,
    'src/session.ts': 'class Session { #hits = 0; hit() { return ++this.#hits } }\nexport = new Session()',
  },
}

const SUM = 'return items.reduce((sum, item) => sum + item, 0)'

describe.each(Object.entries({ COMMONJS, MODULE, TYPED, TRANSPILED }))('%s', (_, way) => {
  test.each(NODES)('two patches and a revert; what the process knows stays: %s', async node => {
    const files = Object.fromEntries(Object.entries(way.files).filter(([, text]) => text !== undefined))
    const project = new TestProject({ ...files, [way.cart]: way.versions('10', SUM) })
    await project.build()
    const running = new Running(project, way.entry, node)
    expect(await running.see()).toEqual([1, 3])

    const first = await project.patch({ [way.cart]: way.versions('10', `${SUM} * rate`) })
    expect(first.report.edits.map(({ verdict }) => verdict)).toEqual(['live'])
    expect(first.report.patch?.brotli).toBeLessThan(350)
    expect(await running.apply(first)).toBe('applied')
    expect(await running.see()).toEqual([2, 30])

    const second = await project.patch({ [way.cart]: way.versions('20', `${SUM} * rate`) })
    expect(await running.apply(second)).toBe('applied')
    expect(await running.see()).toEqual([3, 60])

    expect(await running.revert()).toBe('reverted')
    expect(await running.see()).toEqual([4, 3])
    expect(running.errors).toBe('')
  })
})

describe('what a fix is the first to ask for', () => {
  test('a module of Node, in an ES module', async () => {
    const project = new TestProject({
      'package.json': '{"name":"shop","type":"module"}',
      'src/main.js': 'import { join } from "node:path"\nexport function see() { return join("a", "b") }',
    })
    await project.build()
    const running = new Running(project, 'dist/main.js')
    const fix = `import { join } from "node:path"\nimport { format } from 'node:util'\nimport os from 'os'
      export function see() { return format('%s', join("a", "c")) + typeof os.cpus }`
    expect(await running.apply(await project.patch({ 'src/main.js': fix }))).toBe('applied')
    expect(await running.see()).toBe('a/cfunction')
  })

  test("an export of a package that the release has: the release's own copy", async () => {
    const project = new TestProject({
      'package.json': '{"name":"shop","type":"module","dependencies":{"hits":"1"}}',
      'node_modules/hits/package.json': '{"name":"hits","version":"1.2.3","type":"module","exports":"./index.js"}',
      'node_modules/hits/index.js':
        'let n = 0\nexport const hit = () => ++n\nexport const hits = () => n\nexport default "hits"',
      'src/main.js': 'import { hit } from "hits"\nexport function see() { return hit() }',
    })
    await project.build()
    const running = new Running(project, 'dist/main.js')
    await running.see()
    const fix = 'import name, { hit, hits } from "hits"\nexport function see() { return [hit(), hits(), name] }'
    expect(await running.apply(await project.patch({ 'src/main.js': fix }))).toBe('applied')
    expect(await running.see()).toEqual([2, 2, 'hits'])
  })

  test('an import that leads nowhere where patches are built: the release has it', async () => {
    const release = 'import { twice } from "aliased"\nexport function see(f = twice) { return f(2) }'
    const project = new TestProject({ 'package.json': '{"name":"shop","type":"module"}', 'src/main.js': release })
    await project.build()
    const fix = await project.patch({ 'src/main.js': release.replace('f(2)', '[f(3), twice(4)]') })
    project.write({
      'node_modules/aliased/package.json': '{"name":"aliased","type":"module","exports":"./index.js"}',
      'node_modules/aliased/index.js': 'export const twice = n => 2 * n',
    })
    const running = new Running(project, 'dist/main.js')
    expect(await running.see()).toBe(4)
    expect(await running.apply(fix)).toBe('applied')
    expect(await running.see()).toEqual([6, 8])
  })

  test('`__dirname` and `require`, in CommonJS made of TypeScript', async () => {
    const project = new TestProject({
      'tsconfig.json': '{"compilerOptions":{"module":"commonjs"}}',
      'src/main.ts': 'export function see(): string { return "a" }',
    })
    await project.build()
    const running = new Running(project, 'dist/main.js')
    const fix = 'export function see(): string { return require("node:path").basename(__dirname) }'
    expect(await running.apply(await project.patch({ 'src/main.ts': fix }))).toBe('applied')
    expect(await running.see()).toBe('dist')
  })

  test('`import.meta`', async () => {
    const project = new TestProject({ 'src/main.mjs': 'export function see() { return 1 }' })
    await project.build()
    const running = new Running(project, 'dist/main.mjs')
    const fix = 'export function see() { return import.meta.url.slice(-9) }'
    expect(await running.apply(await project.patch({ 'src/main.mjs': fix }))).toBe('applied')
    expect(await running.see()).toBe('/main.mjs')
  })
})
