import { createRequire } from 'node:module'
import { join } from 'node:path'
import { IasoPlugin } from '@iaso/webpack-plugin'
import { describe, expect, test } from 'vitest'
import { APPLICATION, type Fixture, fixture, HOSTS, SWC } from './fixture.js'

const { resolve } = createRequire(import.meta.url)
const { loader, options } = SWC
const SWC_LOADER = { loader, options }

const ANNOTATE = () => ({
  visitor: {
    Program: (path: { addComment(where: 'leading', text: string, line: true): void }) =>
      path.addComment('leading', ' seen by babel', true),
  },
})

const chunks = (project: Fixture) => Object.entries(project.tree('dist')).filter(([name]) => name.endsWith('.js'))
const withText = (project: Fixture, text: string) => chunks(project).filter(([, code]) => code.includes(text))

describe.each(HOSTS)('%s: a release', (_name, host) => {
  test('has guards, and a mapping outside of what is deployed', async () => {
    const project = fixture(host)
    expect(await project.build()).toEqual({ code: undefined, errors: [], warnings: [] })
    const mapping = project.mapping()
    expect(Object.keys(mapping.modules)).toEqual(['src/cart.ts', 'src/help.ts', 'src/main.ts', 'src/news.ts'])
    expect(mapping).toMatchObject({ app: 'shop', environment: 'server', patches: [] })
    const cart = mapping.modules['src/cart.ts']
    expect(withText(project, `$${cart?.id}0`)).toHaveLength(1)
    expect(cart?.functions.map(({ key }) => key)[0]).toBe('src/cart.ts#total')
    expect(Object.keys(project.tree('dist')).filter(file => /mapping|iaso\/|\.map$/.test(file))).toEqual([])
    expect(((await project.evaluate()) as { main(): string }).main()).toBe('total 3')
  })

  test('knows where imports lead, what is evaluated at start, and what has no guards', async () => {
    const project = fixture(host)
    await project.build()
    const { modules, unguarded, toolchain } = project.mapping()
    expect(modules['src/main.ts']?.resolutions).toEqual({
      './cart': 'src/cart.ts',
      './help': 'src/help.ts',
      './news': 'src/news.ts',
    })
    const eager = Object.entries(modules).filter(([, module]) => module.eager)
    expect(eager.map(([path]) => path)).toEqual(['src/cart.ts', 'src/main.ts'])
    expect(Object.keys(unguarded).every(path => path.startsWith('@iaso/runtime/'))).toBe(true)
    expect(toolchain).toMatchObject({ mode: 'production' })
    expect(JSON.stringify(project.mapping())).not.toContain(project.root)
  })

  test('says its id in the chunk with the runtime, and in no other', async () => {
    const project = fixture(host)
    await project.build()
    const named = withText(project, project.mapping().release)
    expect(named.map(([file]) => file.replace(/-\w+/, ''))).toEqual(['main.js'])
    expect(named[0]?.[1]).toMatch(/^Object\.defineProperty\(globalThis,["'`]\$iaso:shop["'`]/)
  })

  test('is the same to the byte when built again', async () => {
    const project = fixture(host)
    await project.build()
    const before = [project.tree('dist'), project.tree('.iaso')]
    await project.build()
    expect([project.tree('dist'), project.tree('.iaso')]).toEqual(before)
  })

  test.each(['without modules in one scope', 'with'] as const)(
    "with a new module changes no chunk that doesn't need to change: %s",
    async way => {
      const project = fixture(host)
      const config = { optimization: { concatenateModules: way === 'with' } }
      await project.build({}, config)
      const help = withText(project, '"help"')
      project.write({
        'src/news.ts': 'import { item } from "./item"; export function news() { return item() }',
        'src/item.ts': 'export function item() { return "item" }',
      })
      await project.build({}, config)
      expect(withText(project, '"help"')).toEqual(help)
    },
  )

  test('has source maps that lead to the sources', async () => {
    const project = fixture(host)
    await project.build({}, { devtool: 'source-map' })
    const file = Object.keys(project.tree('dist')).find(name => /^main-.*\.map$/.test(name)) ?? ''
    const map = JSON.parse(project.tree('dist')[file] ?? '') as { sources: string[]; sourcesContent: string[] }
    const at = map.sources.findIndex(source => source.endsWith('src/cart.ts'))
    expect(map.sourcesContent[at]).toBe(APPLICATION['src/cart.ts'])
  })

  test('is complete when the host takes modules from its cache', async () => {
    const project = fixture(host)
    const directory = join(project.root, '.cache')
    const persistent = { type: 'persistent', storage: { type: 'filesystem', directory } }
    const cache =
      host === HOSTS[0][1]
        ? { cache: { type: 'filesystem', cacheDirectory: directory } }
        : host === HOSTS[1][1]
          ? { cache: persistent }
          : { cache: true, experiments: { cache: persistent } }
    await project.build({}, cache as never)
    const before = project.tree('.iaso')
    expect(Object.keys(project.tree('.cache')).length).toBeGreaterThan(0)
    await project.build({}, cache as never)
    expect(project.tree('.iaso')).toEqual(before)
    project.write({ 'src/cart.ts': (APPLICATION['src/cart.ts'] ?? '').replace(', 0)', ', 10)') })
    expect(await project.build({ emitPatch: true }, cache as never)).toMatchObject({ code: 0, errors: [] })
  })

  test('comes after all other loaders, in threads of their own too', async () => {
    const project = fixture(host)
    const babel = { loader: resolve('babel-loader'), options: { babelrc: false, plugins: [ANNOTATE] } }
    const rules = [
      { test: /\.ts$/, use: [babel] },
      {
        test: /\.ts$/,
        enforce: 'pre' as const,
        use: [{ loader: resolve('thread-loader'), options: { workers: 1, poolTimeout: 0 } }, SWC_LOADER],
      },
    ]
    expect(await project.build({}, { module: { rules } })).toEqual({ code: undefined, errors: [], warnings: [] })
    expect(project.mapping().modules['src/cart.ts']?.code).toMatch(
      /^\/\/ seen by babel\s+export function total\(prices\)/,
    )
  })

  test("isn't made by a watching build", async () => {
    const project = fixture(host)
    await new Promise<void>((done, fail) => {
      const watching = host(project.configure())?.watch({}, error =>
        watching?.close(() => (error ? fail(error) : done())),
      )
    })
    expect(project.tree('.iaso')).toEqual({})
    expect(chunks(project).length).toBeGreaterThan(0)
    expect(withText(project, '$iaso')).toEqual([])
  })

  test("does nothing when it is switched off, or for an environment that wasn't asked for", async () => {
    const project = fixture(host)
    await project.build({ enabled: false })
    await project.build({ environments: ['client'] })
    expect(project.tree('.iaso')).toEqual({})
    expect(withText(project, '$iaso')).toEqual([])
  })

  test('of a page and its server has a mapping each', async () => {
    const project = fixture(host)
    const config = (target: string) =>
      project.configure({ target, output: { path: join(project.root, 'dist', target), clean: true } })
    const compiler = host([config('web'), config('node')])
    await new Promise<void>((done, fail) =>
      compiler?.run((error, stats) =>
        compiler.close(() => (error || stats?.hasErrors() ? fail(error ?? Error(stats?.toString())) : done())),
      ),
    )
    expect(project.mapping('client').release).not.toBe(project.mapping('server').release)
  })

  test("leaves what runs while building alone: a page's template, styles", async () => {
    const project = fixture(host)
    const child = {
      apply(compiler: import('webpack').Compiler) {
        compiler.hooks.make.tapAsync('child', (compilation, done) => {
          const inner = compilation.createChildCompiler('child', { filename: 'template.js' }, [
            new compiler.webpack.EntryPlugin(project.root, './src/news.ts', 'template'),
          ])
          inner.runAsChild(error => done(error))
        })
      },
    }
    await project.build({}, { plugins: [new IasoPlugin(), child as never] })
    expect(project.tree('dist')['template.js']).not.toMatch(/\$\w{6}0/)
  })
})
