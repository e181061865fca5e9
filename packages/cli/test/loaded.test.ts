import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NODES } from '../../../testing/nodes.js'
import { COMMONJS, LoadedService, late, MODULES, rate, type Style, serviceFiles, TYPED } from './support/loaded.js'

const OWN = ['--import', '@iaso/node'] as const

const stripsTypes = (node: string) =>
  execFileSync(node, ['-p', 'Boolean(process.features.typescript)'], { encoding: 'utf8' }).trim() === 'true'

const styles = (node: string) =>
  Object.entries({ CommonJS: COMMONJS, 'ES modules': MODULES, ...(stripsTypes(node) ? { TypeScript: TYPED } : {}) })

async function start(node: string, style: Style): Promise<LoadedService> {
  const service = new LoadedService(node, serviceFiles(style))
  service.start(...OWN, `src/main${style.extension}`)
  await service.recorded()
  return service
}

describe.each(NODES)('%s', node => {
  test.each(styles(node))(
    'a service of %s that nobody built takes a patch, another one, and gives them back',
    async (_, style) => {
      const service = await start(node, style)
      const file = (name: string) => `src/${name}${style.extension}`
      await service.say('thread')
      expect(await service.say('fork')).toEqual([
        [2, 1],
        [2, 1],
        [1, 1],
      ])

      expect(await service.fix({ [file('rate')]: rate(style, 2) })).toMatch(/^shop applied \w+: 3 realms/)
      expect(await service.say('see')).toEqual([
        [3, 2],
        [3, 2],
        [2, 2],
      ])

      // they start from changed sources, and have to be what the others are
      await service.say('thread')
      await service.say('fork')
      expect(await service.fix({ [file('rate')]: rate(style, 3), [file('late')]: late(style, 'late 3') })).toMatch(
        /^shop applied \w+: 5 realms/,
      )
      expect(await service.say('see')).toEqual([
        [6, 3],
        [6, 3],
        [5, 3],
        [3, 3],
        [2, 3],
      ])
      expect(await service.say('late')).toBe('late 3')

      expect((await service.iaso('revert')).text).toMatch(/^shop reverted: 5 realms/)
      expect((await service.say('see')) as unknown[]).toEqual([
        [7, 1],
        [7, 1],
        [6, 1],
        [4, 1],
        [3, 1],
      ])
      expect(await service.say('late')).toBe('late 1')
      expect(service.errors).toBe('')
    },
    300_000,
  )
})

describe.each(NODES)('%s', node => {
  test.each(styles(node))(
    'modules of %s that are evaluated once more take patches, each with its own state',
    async (_, style) => {
      const service = await start(node, style)
      const file = `src/rate${style.extension}`
      expect(await service.say('copy')).toEqual([
        [1, 1],
        [1, 1],
      ])
      expect(await service.fix({ [file]: rate(style, 2) })).toMatch(/^shop applied/)
      // this one is compiled from what the release was
      expect(await service.say('copy')).toEqual([
        [2, 2],
        [2, 2],
        [1, 2],
      ])
      expect(await service.fix({ [file]: rate(style, 3) })).toMatch(/^shop applied/)
      expect(await service.say('see')).toEqual([
        [3, 3],
        [3, 3],
        [2, 3],
      ])
      await service.iaso('revert')
      expect(await service.say('copy')).toEqual([
        [4, 1],
        [4, 1],
        [3, 1],
        [1, 1],
      ])
      expect(service.errors).toBe('')
    },
    120_000,
  )
})

const [node = process.execPath] = NODES

test('the same sources, started in the same way, are the same release, wherever and whenever it is recorded', async () => {
  const service = await start(node, MODULES)
  const release = await service.recorded()
  const elsewhere = new LoadedService(node, serviceFiles(MODULES))
  expect(await elsewhere.iaso('build', '--loaded', '--', ...OWN, 'src/main.js')).toMatchObject({
    code: 0,
    text: `iaso node ${release}  release recorded, 5 modules guarded as they are loaded\n`,
  })
  elsewhere.write({ 'src/rate.js': rate(MODULES, 2) })
  expect((await elsewhere.iaso('build', '--loaded', '--', ...OWN, 'src/main.js')).text).not.toContain(release)
}, 180_000)

test('a patch that was built elsewhere is applied', async () => {
  const service = await start(node, COMMONJS)
  await service.say('see')
  const elsewhere = new LoadedService(node, serviceFiles(COMMONJS))
  await elsewhere.iaso('build', '--loaded', '--', ...OWN, 'src/main.js')
  elsewhere.write({ 'src/rate.js': rate(COMMONJS, 2) })
  const { text } = await elsewhere.iaso('build', '--emit-patch')
  const directory = /\.iaso\/node\/\S+/.exec(text)?.[0] ?? ''
  expect((await service.iaso('apply', join(elsewhere.root, directory))).text).toMatch(/^shop applied/)
  expect(await service.say('see')).toEqual([[2, 2]])
}, 180_000)

/** A loader, as ts-node and @babel/register are one for `require`, and tsx for both. */
const LOADER = `
  const { registerHooks } = require('node:module')
  const change = code => code.replaceAll('RA' + 'TE', '1')
  const compile = module.constructor.prototype._compile
  require.extensions['.js'] = (module, file) => module._compile(change(require('node:fs').readFileSync(file, 'utf8')), file)
  registerHooks?.({ load: (url, context, next) => {
    const result = next(url, context)
    return result.format === 'module' && result.source ? { ...result, source: change(String(result.source)) } : result
  } })`

test.each([
  ['CommonJS', COMMONJS],
  ['ES modules', MODULES],
])(
  'what other loaders make of sources is what is compared: %s',
  async (_, style) => {
    const source = (more: number) => rate(style, more).replace(`, ${more}]`, `, RATE + ${more}]`)
    const service = new LoadedService(NODES.at(-1) ?? node, {
      ...serviceFiles(style),
      'hook.cjs': LOADER,
      'src/rate.js': source(1),
    })
    service.start('--require', './hook.cjs', ...OWN, 'src/main.js')
    await service.recorded()
    expect(await service.say('see')).toEqual([[1, 2]])
    expect(await service.fix({ 'src/rate.js': source(2) })).toMatch(/^shop applied/)
    expect(await service.say('see')).toEqual([[2, 3]])
  },
  60_000,
)

test('loaders that make another code of the same source now are noticed', async () => {
  const service = new LoadedService(NODES.at(-1) ?? node, { ...serviceFiles(MODULES), 'hook.cjs': LOADER })
  service.write({ 'src/rate.js': rate(MODULES, 1).replace(', 1]', ', RATE]') })
  service.start('--require', './hook.cjs', ...OWN, 'src/main.js')
  await service.recorded()
  service.write({ 'src/late.js': late(MODULES, 'late 2'), 'hook.cjs': LOADER.replace("'1')", "'9')") })
  expect(await service.iaso('build', '--emit-patch')).toMatchObject({
    code: 1,
    text: expect.stringMatching(/^IASO1113 src\/rate\.js stand as they were/),
  })
}, 180_000)

test('a mistake in the fix is no module that went', async () => {
  const service = await start(node, MODULES)
  service.write({ 'src/rate.js': 'export function see() { return }}' })
  expect(await service.iaso('build', '--emit-patch')).toMatchObject({
    code: 1,
    text: expect.stringMatching(/^IASO1160 src\/rate\.js can't be compiled: /),
  })
  expect(await service.say('see')).toEqual([[1, 1]])
}, 180_000)

test('where nothing can be written, the process runs, and says that it is not recorded', async () => {
  const service = new LoadedService(node, { ...serviceFiles(MODULES), '.iaso': 'no directory' })
  service.start(...OWN, 'src/main.js')
  expect(await service.say('see')).toEqual([[1, 1]])
  await expect.poll(() => service.errors, { timeout: 30_000 }).toMatch(/IASO1115 The release \w+ of this process/)
  service.write({ 'src/late.js': late(MODULES, 'late 2') })
  expect(await service.say('late')).toBe('late 2')
  await expect.poll(() => service.errors).toMatch(/IASO1114 src\/late\.js has changed since the process was started/)
}, 180_000)

test('sources that change while the process starts are no release', async () => {
  const files = serviceFiles(MODULES)
  const service = new LoadedService(node, {
    ...files,
    'src/main.js': `import { appendFileSync } from 'node:fs'
    appendFileSync(new URL('late.js', import.meta.url), '\\n// written by the service itself')
    ${files['src/main.js']}`,
  })
  service.start(...OWN, 'src/main.js')
  await expect.poll(() => service.errors, { timeout: 60_000 }).toMatch(/IASO1112 .*src\/late\.js/s)
  expect(await service.say('see')).toEqual([[1, 1]])
}, 180_000)

test('what cannot be loaded as the service is started is named, and left out', async () => {
  const service = new LoadedService(node, { ...serviceFiles(MODULES), 'src/other.js': 'export const = 1' })
  expect(await service.iaso('build', '--loaded', '--', ...OWN, 'src/main.js')).toMatchObject({
    code: 0,
    text: expect.stringMatching(/IASO1116 src\/other\.js can't be loaded.*release recorded, 5 modules/s),
  })
}, 180_000)

test('a process that cannot be reached runs, and says so', async () => {
  const service = new LoadedService(node, serviceFiles(MODULES))
  const place = join(service.root, 'run', `iaso-${userInfo().uid}`)
  mkdirSync(place)
  chmodSync(place, 0o777)
  service.start(...OWN, 'src/main.js')
  expect(await service.say('see')).toEqual([[1, 1]])
  await expect.poll(() => service.errors).toMatch(/IASO1117 This process takes no patches: .*lets others in/s)
}, 180_000)

test('the newest release was built from a directory', async () => {
  const service = new LoadedService(node, serviceFiles(MODULES))
  expect(await service.iaso('build', 'src', '--out', 'dist')).toMatchObject({ code: 0 })
  expect(await service.iaso('build', '--emit-patch')).toMatchObject({
    code: 1,
    text: expect.stringMatching(/^IASO1118 The newest release for Node was built from a directory/),
  })
}, 180_000)
