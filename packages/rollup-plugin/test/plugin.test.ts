import { EXIT_CODES } from '@iaso/protocol'
import { watch as watchRolldown } from 'rolldown'
import { watch as watchRollup } from 'rollup'
import { describe, expect, test } from 'vitest'
import { repairTill, tillFiles } from '../../../testing/till.js'
import { repairWorkspace, workspaceFiles } from '../../../testing/workspace.js'
import iaso from '../src/index.js'
import { APPLICATION, type Fixture, fixture, HOSTS } from './fixture.js'

const chunks = (project: Fixture) => Object.entries(project.tree('dist')).filter(([name]) => name.endsWith('.js'))
const withText = (project: Fixture, text: string) => chunks(project).filter(([, code]) => code.includes(text))

const STYLE = { folder: 'src/', extension: '.js', suffix: '.js', manifest: { type: 'module' } } as const

test.each(HOSTS)(
  '%s: linked packages, dependencies that are opted in, modules that are left out',
  async (name, host) => {
    const extension = name === 'Rolldown' ? '.ts' : '.js'
    const app = `workspace-${name}`
    const project = fixture(host, workspaceFiles(app, extension))
    const build = (options: object) => project.build(options, { input: `src/main${extension}` })
    await repairWorkspace({ ...project, build }, app, extension)
  },
)

describe.each(HOSTS)('%s: a release', (name, host) => {
  test('has guards, and a mapping outside of what is deployed', async () => {
    const project = fixture(host)
    expect(await project.build()).toBeUndefined()
    const mapping = project.mapping()
    expect(Object.keys(mapping.modules)).toEqual(['src/cart.js', 'src/help.js', 'src/main.js', 'src/news.js'])
    expect(mapping).toMatchObject({ app: 'shop', environment: 'client', patches: [] })
    expect(withText(project, `$${mapping.modules['src/cart.js']?.id}0`)).toHaveLength(1)
    expect(mapping.modules['src/main.js']?.resolutions).toEqual({
      './cart.js': 'src/cart.js',
      './help.js': 'src/help.js',
      './news.js': 'src/news.js',
    })
    const eager = Object.entries(mapping.modules).filter(([, module]) => module.eager)
    expect(eager.map(([path]) => path)).toEqual(['src/cart.js', 'src/main.js'])
    expect(JSON.stringify(mapping)).not.toContain(project.root)
  })

  test('says its id in the entry chunk, and has a chunk for the runtime, so that others keep their names', async () => {
    const project = fixture(host)
    await project.build()
    const named = withText(project, project.mapping().release)
    expect(named.map(([file]) => file.replace(/-.*/, ''))).toEqual(['main'])
    const help = withText(project, '"help"')
    project.write({ 'src/cart.js': (APPLICATION['src/cart.js'] as string).replace(', 0)', ', 1)') })
    await project.build()
    expect(chunks(project)).toEqual(expect.arrayContaining(help))
    expect(chunks(project).filter(([file]) => file.startsWith('iaso'))).toHaveLength(1)
  })

  test.runIf(name === 'Rolldown')(
    'is made of TypeScript and JSX that the host compiles after all plugins',
    async () => {
      const project = fixture(host, {
        'package.json': '{"name":"shop","type":"module"}',
        'src/main.tsx':
          'const h = (tag: string) => tag\nexport function main(): string { return <b /> }\nglobalThis.result = main',
      })
      const config = {
        input: 'src/main.tsx',
        transform: { jsx: { runtime: 'classic', pragma: 'h' }, define: { DEBUG: '1' } },
      }
      await project.build({}, config as never)
      expect(((await project.evaluate()) as () => string)()).toBe('b')
      expect(Object.keys(project.mapping().modules)).toEqual(['src/main.tsx'])
      project.write({ 'src/main.tsx': project.read('src/main.tsx').replace('return <b />', 'return <i /> as string') })
      expect(await project.build({ emitPatch: true }, config as never)).toBe(EXIT_CODES.emitted)
      expect(project.patch()).toContain('`i`')
    },
  )

  test('is the same to the byte when built again', async () => {
    const project = fixture(host)
    await project.build()
    const before = [project.tree('dist'), project.tree('.iaso')]
    await project.build()
    expect([project.tree('dist'), project.tree('.iaso')]).toEqual(before)
  })

  test('of a library has one mapping for all its outputs', async () => {
    const project = fixture(host, {
      'package.json': '{"name":"shop","type":"module"}',
      'src/main.js': 'export function main() { return 1 }',
    })
    const output = [
      { file: 'dist/main.js', format: 'es' },
      { file: 'dist/main.cjs', format: 'cjs' },
      { file: 'dist/main.umd.js', format: 'umd', name: 'shop', sourcemap: true },
    ] as const
    await project.build({}, { output })
    const { release } = project.mapping()
    for (const file of ['main.js', 'main.cjs', 'main.umd.js'])
      expect(project.tree('dist')[file], file).toContain(release)
    expect(Object.keys(project.tree('.iaso')).filter(file => file.endsWith('mapping.json'))).toHaveLength(1)
    const dist = project.tree('dist')
    project.write({ 'src/main.js': 'export function main() { return 2 }' })
    expect(await project.build({ emitPatch: true }, { output })).toBe(EXIT_CODES.emitted)
    expect(project.tree('dist')).toEqual(dist)
  })

  test('is kept under the name of its environment', async () => {
    const project = fixture(host)
    await project.build({}, { output: { dir: 'dist', format: 'cjs' } })
    await project.build({ environment: 'worker' })
    expect([project.mapping('server').environment, project.mapping('worker').environment]).toEqual(['server', 'worker'])
  })

  test("isn't made by a watching build", async () => {
    const project = fixture(host)
    const watch = (name === 'Rollup' ? watchRollup : watchRolldown) as typeof watchRollup
    const before = process.cwd()
    process.chdir(project.root)
    const watcher = watch({ input: 'src/main.js', plugins: [iaso()], output: { dir: 'dist' } })
    await new Promise<void>(done => {
      watcher.on('event', ({ code }) => {
        if (code === 'END') done()
      })
    })
    await watcher.close()
    process.chdir(before)
    expect(chunks(project).length).toBeGreaterThan(0)
    expect([project.tree('.iaso'), withText(project, '$iaso')]).toEqual([{}, []])
  })
})

describe.each(HOSTS)('%s: a patch', (name, host) => {
  const app = `plain-${name.toLowerCase()}`

  test('goes live, is replaced, waits for lazy modules, and is reverted', async () => {
    const project = fixture(host, tillFiles(app, STYLE))
    const patch = async () => {
      expect(await project.build({ emitPatch: true })).toBe(EXIT_CODES.emitted)
      return project.patch()
    }
    await repairTill({ ...project, build: () => project.build(), patch }, app, STYLE)
  })

  test('leaves the release as it is, and its map leads to the sources', async () => {
    const project = fixture(host)
    const config = { output: { dir: 'dist', cleanDir: true } as object }
    await project.build({}, config)
    const [dist, mapping] = [project.tree('dist'), project.mapping()]
    const fixed = (APPLICATION['src/cart.js'] as string).replace(', 0)', ', 10)')
    project.write({ 'src/cart.js': fixed })
    expect(await project.build({ emitPatch: true }, config)).toBe(EXIT_CODES.emitted)
    expect([project.tree('dist'), project.mapping()]).toEqual([dist, mapping])
    const file = Object.keys(project.tree('.iaso')).find(each => each.endsWith('patch.js.map'))
    const map = JSON.parse(project.read(`.iaso/${file}`)) as { sources: string[]; sourcesContent: string[] }
    expect(map.sourcesContent[map.sources.indexOf('src/cart.js')]).toBe(fixed)
  })
})

describe.each(HOSTS)('%s: errors are clear, and nothing is changed', (_name, host) => {
  test('IASO1001: no release yet', async () => {
    const project = fixture(host)
    await expect(project.build({ emitPatch: true })).rejects.toThrow('IASO1001')
    expect([project.tree('.iaso'), project.tree('dist')]).toEqual([{}, {}])
  })

  test('IASO1105: the plugin is listed twice', async () => {
    await expect(fixture(host).build({}, { plugins: [iaso(), [iaso()]] })).rejects.toThrow('IASO1105')
  })

  test.each([
    ['a patch is asked for, but the plugin is switched off', { enabled: false, emitPatch: true }],
    ["an option that doesn't exist", { aps: 'shop' } as object],
  ])('IASO1108: %s', async (_what, options) => {
    await expect(fixture(host).build(options)).rejects.toThrow('IASO1108')
  })
})

test('IASO1111: an earlier Rollup', () => {
  const { options } = iaso()
  expect(() => options.handler.call({ meta: { rollupVersion: '3.29.0' } }, {})).toThrow('IASO1111')
})
