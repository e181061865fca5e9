import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { addHundred, copyCornerShop, edit, releaseCornerShop } from './support/corner-shop.js'
import { HOSTS } from './support/hosts.js'
import { type Project, readEmission } from './support/project.js'
import type { Outcome } from './support/run.js'

const SOURCES = ['src/cart.ts', 'src/till.ts', 'src/main.ts']

describe.each(HOSTS)('$name: a patch build', host => {
  let project: Project
  let released: Record<string, string>
  let dist: Record<string, string>

  beforeEach(async () => {
    if (project) {
      project.write(released)
      project.forgetPatches()
      return
    }
    project = await releaseCornerShop(host)
    released = Object.fromEntries(SOURCES.map(file => [file, project.read(file)]))
    dist = project.tree('dist')
  })
  afterAll(() => project?.remove())

  test('emits a patch with its map, a report for people and one for machines, and the extended mapping', async () => {
    addHundred(project)
    edit(project, 'src/till.ts', 'for ${total', 'at ${total')
    const { code, directory, report } = await project.emit()
    expect(code).toBe(0)
    expect(project.tree('dist')).toEqual(dist)
    const files = ['mapping.json', 'patch.js', 'patch.js.map', 'report.json', 'report.txt']
    expect(Object.keys(project.tree(directory))).toEqual(files)

    const patch = project.read(`${directory}/patch.js`)
    const [bytes, brotli] = [Buffer.byteLength(patch), brotliCompressSync(patch).byteLength]
    expect(bytes).toBeLessThan(700)
    const { app, release } = project.mapping()
    expect(report).toMatchObject({ schema: 1, app, environment: 'client', release, outcome: 'emitted', functions: 2 })
    expect(report.patch).toMatchObject({ seq: 1, bytes, brotli })
    expect(directory).toBe(`.iaso/client/${release}/patches/1-${report.patch?.id}`)
    expect(report.edits).toEqual([
      { kind: 'changed', key: 'src/cart.ts#total', verdict: 'live', findings: [] },
      { kind: 'changed', key: 'src/till.ts#openTill/print', verdict: 'live', findings: [] },
    ])
    expect(project.read(`${directory}/report.txt`).split('\n')).toEqual([
      `iaso client ${release}  patch emitted`,
      '  live      changed src/cart.ts#total',
      '  live      changed src/till.ts#openTill/print',
      `  patch 1-${report.patch?.id}: 2 functions, ${bytes} B, ${brotli} B brotli`,
      '',
    ])
    const map = JSON.parse(project.read(`${directory}/patch.js.map`)) as { sources: string[]; sourcesContent: string[] }
    expect(map.sourcesContent[map.sources.indexOf('src/cart.ts')]).toBe(project.read('src/cart.ts'))
  })

  test('is the same however it was asked for', async () => {
    addHundred(project)
    const ways = [
      () => project.iaso('build', '--emit-patch'),
      () => project.iaso('build', '--emit-patch', '--release', project.mapping().release),
      () =>
        project.iaso('build', '--emit-patch', '--release', `.iaso/client/${project.mapping().release}/mapping.json`),
      () => project.iaso('build', '--emit-patch', ...host.harmless),
      ...host.ways.map(way => () => project.bundler(...way)),
    ]
    const patches: Record<string, string>[] = []
    for (const emit of ways) {
      project.forgetPatches()
      const { code, directory } = readEmission(await emit(), project.read)
      expect(code).toBe(0)
      patches.push(project.tree(directory))
    }
    expect(patches).toEqual(patches.map(() => patches[0]))
    expect(project.tree('dist')).toEqual(dist)
  })

  describe('that emits nothing answers with an exit code, and', () => {
    /** Nothing but a report may be written. */
    async function expectNoPatch(build: () => Promise<Outcome>): Promise<Outcome> {
      const before = project.tree('.iaso')
      const outcome = await build()
      const news = Object.entries(project.tree('.iaso')).filter(([file, digest]) => before[file] !== digest)
      expect(news.filter(([file]) => !/^client\/\w+\/report\.(?:json|txt)$/.test(file))).toEqual([])
      expect(project.tree('dist')).toEqual(dist)
      return outcome
    }

    test('3: nothing changed', async () => {
      project.write({ 'src/cart.ts': `// only a comment\n\n${project.read('src/cart.ts')}` })
      const outcome = await expectNoPatch(() => project.emit())
      expect(outcome).toMatchObject({ code: 3, report: { outcome: 'unchanged', edits: [] } })
      expect(outcome.output).toContain('nothing changed, no patch')
    })

    test('4: the user must say the word', async () => {
      project.write({ 'src/main.ts': `${project.read('src/main.ts')}\nscreen?.addEventListener('click', show)\n` })
      const outcome = await expectNoPatch(() => project.emit())
      expect(outcome).toMatchObject({ code: 4, report: { outcome: 'needs-word' } })
      expect(outcome.output).toMatch(/no-effect +IASO3001\s+src\/main\.ts:\d+:\d+ +changed src\/main\.ts#top level/)
      expect(outcome.output).toContain('--allow no-effect')
    })

    test('5: refused, for it needs what the release does not hand over', async () => {
      addHundred(project)
      edit(project, 'src/till.ts', 'total(prices)}', 'total(prices) + import.meta.url}')
      const outcome = await expectNoPatch(() => project.emit())
      expect(outcome).toMatchObject({ code: 5, report: { outcome: 'refused' } })
      expect(outcome.output).toMatch(/refused +IASO2111\s+src\/till\.ts:\d+:\d+ +changed src\/till\.ts#openTill\/print/)
      expect(outcome.output).toMatch(/live +changed src\/cart\.ts#total/)
    })

    test('1: the source does not compile', async () => {
      project.write({ 'src/cart.ts': 'export function total( {' })
      const outcome = await expectNoPatch(() => project.iaso('build', '--emit-patch'))
      expect(outcome.code).toBe(1)
      expect(outcome.output).toContain('src/cart.ts')
    })

    test('1: there is no release', async () => {
      const fresh = copyCornerShop(host)
      const { code, output } = await fresh.iaso('build', '--emit-patch')
      expect(code).toBe(1)
      expect(output).toContain('IASO1001')
      fresh.remove()
    })

    test('1: there is no such release', async () => {
      const { code, output } = await expectNoPatch(() => project.iaso('build', '--emit-patch', '--release', 'nothing'))
      expect(code).toBe(1)
      expect(output).toContain('IASO1002')
    })

    test.each([
      ['of another version', 'IASO1102', (text: string) => text.replace('"schema": 1', '"schema": 99')],
      ['cut off', 'IASO1101', (text: string) => text.slice(0, 500)],
    ])('1: the mapping is %s', async (_what, expected, spoil) => {
      const file = `.iaso/client/${project.mapping().release}/mapping.json`
      const text = project.read(file)
      const release = project.mapping().release
      project.write({ [file]: spoil(text) })
      const { code, output } = await expectNoPatch(() => project.iaso('build', '--emit-patch', '--release', release))
      project.write({ [file]: text })
      expect(code).toBe(1)
      expect(output).toContain(expected)
    })

    test('2: the command was asked wrongly', async () => {
      const { code, output } = await expectNoPatch(() => project.iaso('build', '--allow', 'suspect'))
      expect(code).toBe(2)
      expect(output).toContain('--emit-patch')
    })
  })
})
