import { describe, expect, test } from 'vitest'
import iaso from '../src/index.js'
import { fixture, HOSTS, SCRIPT } from './fixture.js'

describe.each(HOSTS)('%s: errors are clear, and nothing is changed', (_name, host) => {
  test('IASO1001: no release yet', async () => {
    const project = fixture(host)
    await expect(project.build({ emitPatch: true })).rejects.toThrow('IASO1001')
    expect(project.tree('.iaso')).toEqual({})
    expect(project.tree('dist')).toEqual({})
  })

  test.each([
    ['IASO1101', 'truncated', (text: string) => text.slice(0, 200)],
    ['IASO1102', 'of another version', (text: string) => text.replace('"schema": 1', '"schema": 99')],
    ['IASO1101', 'of another application', (text: string) => text.replace('"app": "shop"', '"app": "blog"')],
  ])('%s: a mapping that is %s', async (code, _what, spoil) => {
    const project = fixture(host)
    await project.build()
    const file = `.iaso/client/${project.mapping().release}/mapping.json`
    project.write({ [file]: spoil(project.read(file)) })
    const before = [project.tree('.iaso'), project.tree('dist')]
    await expect(project.build({ emitPatch: true })).rejects.toThrow(code)
    expect([project.tree('.iaso'), project.tree('dist')]).toEqual(before)
  })

  test("a source that doesn't compile", async () => {
    const project = fixture(host)
    await project.build()
    const before = [project.tree('.iaso'), project.tree('dist')]
    project.write({ 'src/cart.ts': 'export function total( {' })
    await expect(project.build({ emitPatch: true })).rejects.toThrow()
    expect([project.tree('.iaso'), project.tree('dist')]).toEqual(before)
  })

  test('a release that fails leaves the mapping of the one before', async () => {
    const project = fixture(host)
    await project.build()
    const before = project.tree('.iaso')
    project.write({ 'src/cart.ts': 'export function total( {' })
    await expect(project.build()).rejects.toThrow()
    expect(project.tree('.iaso')).toEqual(before)
  })

  test('IASO1105: the plugin is listed twice', async () => {
    const project = fixture(host)
    await expect(project.build({}, { plugins: [iaso(), iaso()] })).rejects.toThrow('IASO1105')
  })

  test('IASO1108: a patch is asked for, but the plugin is switched off', async () => {
    const project = fixture(host)
    await project.build()
    const before = project.tree('dist')
    await expect(project.build({ enabled: false, emitPatch: true })).rejects.toThrow('IASO1108')
    expect(project.tree('dist')).toEqual(before)
  })

  test("IASO1108: an option that doesn't exist", async () => {
    const project = fixture(host)
    await expect(project.build({ aps: 'shop' } as never)).rejects.toThrow('IASO1108')
  })

  test('IASO1109: a CommonJS module of the application is named, and stays as it is', async () => {
    const project = fixture(host, {
      'package.json': '{"name":"shop"}',
      'main.js': 'import "./old.cjs"',
      'old.cjs': 'module.exports = function old() {}',
    })
    const warnings: string[] = []
    const logger = { ...host.createLogger('silent'), warn: (text: string) => void warnings.push(text) }
    await project.build({}, { ...SCRIPT('/main.js'), customLogger: logger })
    expect(warnings.filter(text => text.includes('IASO1109')).map(text => text.slice(0, 25))).toEqual([
      '[iaso] IASO1109 old.cjs i',
    ])
    expect(Object.keys(project.mapping().modules)).toEqual(['main.js'])
  })
})
