import { describe, expect, test } from 'vitest'
import iaso from '../src/index.js'
import { APPLICATION, evaluate, type Fixture, fixture, HOSTS, SCRIPT } from './fixture.js'

interface RollupWatcher {
  on(event: 'event', listen: (event: { code: string }) => unknown): void
  close(): Promise<void>
}

const chunks = (project: Fixture) => Object.entries(project.tree('dist')).filter(([name]) => name.endsWith('.js'))
const named = (project: Fixture, name: string) =>
  chunks(project).find(([file]) => file.includes(`/${name}-`)) ?? ['', '']

describe.each(HOSTS)('%s: a release', (_name, host) => {
  test('has guards, and a mapping outside of what is deployed', async () => {
    const project = fixture(host)
    expect(await project.build()).toBeUndefined()
    const mapping = project.mapping()
    expect(Object.keys(mapping.modules)).toEqual(['src/cart.ts', 'src/help.ts', 'src/main.ts', 'src/news.ts'])
    expect(mapping).toMatchObject({ app: 'shop', environment: 'client', patches: [] })
    const cart = mapping.modules['src/cart.ts']
    expect(named(project, 'index')[1]).toContain(`$${cart?.id}0`)
    expect(cart?.code).toMatch(/^export function total\(prices\) \{/)
    expect(cart?.functions.map(({ key }) => key)[0]).toBe('src/cart.ts#total')
    expect(Object.keys(project.tree('dist')).filter(file => /mapping|iaso\/|\.map$/.test(file))).toEqual([])
  })

  test('knows where imports lead, what is evaluated at start, and what has no guards', async () => {
    const project = fixture(host)
    await project.build()
    const { modules, unguarded, toolchain } = project.mapping()
    expect(modules['src/main.ts']?.resolutions).toEqual({
      './style.css': 'src/style.css',
      './cart': 'src/cart.ts',
      './help': 'src/help.ts',
      './news': 'src/news.ts',
    })
    expect(
      Object.entries(modules)
        .filter(([, { eager }]) => eager)
        .map(([path]) => path),
    ).toEqual(['src/cart.ts', 'src/main.ts'])
    expect(Object.keys(unguarded)).toEqual(expect.arrayContaining(['index.html', 'src/style.css']))
    expect(toolchain).toMatchObject({ vite: host.version, mode: 'production' })
    expect(JSON.stringify(project.mapping())).not.toContain(project.root)
  })

  test('says its id in the entry chunk, after minification, and in no other', async () => {
    const project = fixture(host)
    await project.build()
    const { release } = project.mapping()
    expect(
      chunks(project)
        .filter(([, code]) => code.includes(release))
        .map(([file]) => file),
    ).toEqual([named(project, 'index')[0]])
    expect(named(project, 'index')[1]).toMatch(/Object\.defineProperty\(globalThis,["'`]\$iaso:shop["'`]/)
  })

  test('is the same to the byte when built again, in whatever order modules are visited', async () => {
    // Later modules come sooner.
    const delays = (wait: number, step: number) => ({
      name: 'delays',
      async load(id: string) {
        wait += id.includes('/src/') ? step : 0
        return await new Promise<null>(done => setTimeout(() => done(null), wait))
      },
    })
    const [first, second] = [fixture(host), fixture(host)]
    await first.build({}, { plugins: [delays(0, 15), iaso()] })
    await second.build({}, { plugins: [delays(75, -15), iaso()] })
    expect(second.tree('dist')).toEqual(first.tree('dist'))
    expect(second.tree('.iaso')).toEqual(first.tree('.iaso'))
  })

  test("with a new module changes no chunk that doesn't need to change", async () => {
    const project = fixture(host)
    await project.build()
    const before = {
      help: named(project, 'help'),
      iaso: named(project, 'iaso'),
      index: named(project, 'index'),
      news: named(project, 'news'),
    }
    project.write({
      'src/news.ts': 'import { item } from "./item"; export function news() { return item() }',
      'src/item.ts': 'export function item() { return "item" }',
    })
    await project.build()
    expect(named(project, 'help')).toEqual(before.help)
    expect(named(project, 'iaso')).toEqual(before.iaso)
    expect(named(project, 'news')).not.toEqual(before.news)
    expect(named(project, 'index')[0]).not.toEqual(before.index[0])
  })

  test('has source maps that lead to the sources', async () => {
    const project = fixture(host)
    await project.build({}, { build: { sourcemap: true } })
    const map = JSON.parse(project.tree('dist')[`${named(project, 'index')[0]}.map`] ?? '') as {
      sources: string[]
      sourcesContent: string[]
    }
    expect(map.sources).toEqual(expect.arrayContaining(['../../src/main.ts', '../../src/cart.ts']))
    expect(map.sourcesContent[map.sources.indexOf('../../src/cart.ts')]).toBe(APPLICATION['src/cart.ts'])
  })

  test('sees a style that changed, even in a file that another one includes', async () => {
    const project = fixture(host, {
      ...APPLICATION,
      'src/style.css': '@import "./colours.css"; .cart { color: red }',
      'src/colours.css': '.a { color: red }',
    })
    await project.build()
    const before = project.mapping()
    project.write({ 'src/colours.css': '.a { color: blue }' })
    await project.build()
    expect(project.mapping().unguarded['src/style.css']).not.toBe(before.unguarded['src/style.css'])
    expect(project.mapping().modules).toEqual(before.modules)
  })

  test('gives a CommonJS package one path', async () => {
    const project = fixture(host, {
      'package.json': '{"name":"shop"}',
      'node_modules/pad/package.json': '{"name":"pad","main":"index.js"}',
      'node_modules/pad/index.js': 'exports.pad = s => s + require("./tail.js")',
      'node_modules/pad/tail.js': 'module.exports = "!"',
      'main.js': 'import { pad } from "pad"\nexport function run() { return pad("x") }\nglobalThis.result = run()',
    })
    await project.build({}, SCRIPT('/main.js'))
    expect(await evaluate(project)).toBe('x!')
    const { modules, unguarded } = project.mapping()
    expect(modules['main.js']?.resolutions).toEqual({ pad: 'node_modules/pad/index.js' })
    expect(Object.keys(unguarded).filter(path => !path.startsWith('@iaso/'))).toEqual([
      'node_modules/pad/index.js',
      'node_modules/pad/tail.js',
    ])
  })

  test('of a library has one mapping for all formats', async () => {
    const project = fixture(host, {
      'package.json': '{"name":"shop","type":"module"}',
      'main.js': 'export function main() { return 1 }',
    })
    await project.build({}, { build: { lib: { entry: 'main.js', formats: ['es', 'cjs'], fileName: 'main' } } })
    const { release } = project.mapping()
    expect(Object.keys(project.tree('dist'))).toEqual(['main.cjs', 'main.js'])
    for (const code of Object.values(project.tree('dist'))) expect(code).toContain(release)
    const kept = ['.gitignore', `client/${release}/mapping.json`, 'client/newest']
    expect(Object.keys(project.tree('.iaso'))).toEqual(kept.sort())
  })

  test("isn't made by a watching build", async () => {
    const project = fixture(host)
    const watcher = (await host.build({
      root: project.root,
      configFile: false,
      logLevel: 'silent',
      plugins: [iaso()],
      build: { watch: {} },
    })) as RollupWatcher
    await new Promise<void>(done => watcher.on('event', ({ code }) => code === 'END' && done()))
    await watcher.close()
    expect(project.tree('.iaso')).toEqual({})
    expect(named(project, 'index')[1]).not.toContain('$iaso')
  })

  test("does nothing when it is switched off, or for an environment that wasn't asked for", async () => {
    const project = fixture(host)
    await project.build({ enabled: false })
    await project.build({ environments: ['ssr'] })
    expect(project.tree('.iaso')).toEqual({})
    expect(named(project, 'index')[1]).not.toContain('$iaso')
  })
})
