import { EXIT_CODES, type Report } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import iaso from '../src/index.js'
import { type Fixture, fixture, HOSTS } from './fixture.js'

const FIX = {
  'src/cart.ts': 'export function total(prices: number[]): number { return prices.reduce((a, b) => a + b, 10) }',
}

const report = (project: Fixture, where: string) =>
  JSON.parse(project.read(`.iaso/client/${project.mapping().release}/${where}/report.json`)) as Report
const patches = (project: Fixture) => Object.keys(project.tree(`.iaso/client/${project.mapping().release}/patches`))

describe.each(HOSTS)('%s: a patch build', (_name, host) => {
  test('emits what changed and leaves the release as it is', async () => {
    const project = fixture(host)
    await project.build()
    const [dist, mapping] = [project.tree('dist'), project.mapping()]
    project.write(FIX)
    expect(await project.build({ emitPatch: true })).toBe(EXIT_CODES.emitted)
    expect(project.tree('dist')).toEqual(dist)
    expect(project.mapping()).toEqual(mapping)
    const [directory = ''] = new Set(patches(project).map(file => file.split('/')[0]))
    expect(patches(project).map(file => file.split('/')[1])).toEqual([
      'mapping.json',
      'patch.js',
      'patch.js.map',
      'report.json',
      'report.txt',
    ])
    const code = project.read(`.iaso/client/${mapping.release}/patches/${directory}/patch.js`)
    const { patch, outcome } = report(project, `patches/${directory}`)
    expect(outcome).toBe('emitted')
    expect(patch?.bytes).toBe(code.length)
    expect(`${patch?.seq}-${patch?.id}`).toBe(directory)
    const map = JSON.parse(project.read(`.iaso/client/${mapping.release}/patches/${directory}/patch.js.map`)) as {
      sources: string[]
    }
    expect(map.sources).toContain('src/cart.ts')
  })

  test('says that nothing changed', async () => {
    const project = fixture(host)
    await project.build()
    project.write({
      'src/cart.ts':
        'export function total(prices: number[]): number {\n  // A comment.\n  return prices.reduce((a, b) => a + b, 0)\n}',
    })
    expect(await project.build({ emitPatch: true })).toBe(EXIT_CODES.unchanged)
    expect(patches(project)).toEqual([])
  })

  test('refuses what was built for another mode', async () => {
    const project = fixture(host)
    await project.build()
    project.write(FIX)
    expect(await project.build({ emitPatch: true }, { mode: 'staging' })).toBe(EXIT_CODES.refused)
    expect(patches(project)).toEqual([])
    expect(report(project, '.').outcome).toBe('refused')
    expect(project.read(`.iaso/client/${project.mapping().release}/report.txt`)).toContain('IASO2102')
  })

  test("asks for the user's word about another page, another plugin", async () => {
    const project = fixture(host)
    await project.build()
    project.write({ ...FIX, 'index.html': project.read('index.html').replace('<div', '<p>Hello</p><div') })
    expect(await project.build({ emitPatch: true })).toBe(EXIT_CODES['needs-word'])
    expect(project.read(`.iaso/client/${project.mapping().release}/report.txt`)).toContain('IASO3034')
    project.write({ 'index.html': project.read('index.html').replace('<p>Hello</p>', '') })
    const plugins = [iaso({ emitPatch: true }), { name: 'another' }]
    expect(await project.build({}, { plugins })).toBe(EXIT_CODES['needs-word'])
    expect(report(project, '.').edits.flatMap(({ findings }) => findings)).toMatchObject([
      { code: 'IASO3032', args: { name: 'plugins', before: 'none', after: 'another' } },
    ])
  })

  test('builds a second patch on the first', async () => {
    const project = fixture(host)
    await project.build()
    project.write(FIX)
    await project.build({ emitPatch: true })
    project.write({ 'src/news.ts': 'export function news(): string { return "good news" }' })
    expect(await project.build({ emitPatch: true })).toBe(EXIT_CODES.emitted)
    expect(new Set(patches(project).map(file => file.split('-')[0]))).toEqual(new Set(['1', '2']))
  })

  test('links a new dependency', async () => {
    const project = fixture(host)
    await project.build()
    project.write({
      'node_modules/pad/package.json': '{"name":"pad","main":"index.js"}',
      'node_modules/pad/index.js': 'module.exports = s => "padded " + s',
      'src/cart.ts':
        'import pad from "pad"\nexport function total(prices: number[]): number { return pad(prices.length) }',
    })
    expect(await project.build({ emitPatch: true })).toBe(EXIT_CODES.emitted)
    const [directory = ''] = patches(project).map(file => file.split('/')[0])
    expect(project.read(`.iaso/client/${project.mapping().release}/patches/${directory}/patch.js`)).toContain('padded ')
  })
})
