import { runInThisContext } from 'node:vm'
import { EXIT_CODES } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { repairTill, tillFiles } from '../../../testing/till.js'
import { repairWorkspace, workspaceFiles } from '../../../testing/workspace.js'
import { fixture, HOSTS } from './fixture.js'

const FIX = {
  'src/cart.ts': 'export function total(prices: number[]): number { return prices.reduce((a, b) => a + b, 10) }',
}

const STYLE = { folder: 'src/', extension: '.ts', suffix: '', manifest: {} } as const

test.each(HOSTS)(
  '%s: linked packages, dependencies that are opted in, modules that are left out',
  async (name, host) => {
    const app = `workspace-${name.replace(' ', '-')}`
    await repairWorkspace(fixture(host, workspaceFiles(app, '.ts')), app, '.ts')
  },
)

describe.each(HOSTS)('%s: a patch', (name, host) => {
  const app = name.replace(' ', '-').toLowerCase()

  test('goes live, is replaced, waits for lazy modules, and is reverted', async () => {
    const project = fixture(host, tillFiles(app, STYLE))
    const patch = async () => {
      expect(await project.build({ emitPatch: true })).toMatchObject({ code: EXIT_CODES.emitted, errors: [] })
      return project.patch()
    }
    await repairTill({ ...project, build: () => project.build(), patch }, app, STYLE)
  })

  test('leaves the release as it is, and its map leads to the sources', async () => {
    const project = fixture(host)
    await project.build()
    const [dist, mapping] = [project.tree('dist'), project.mapping()]
    project.write(FIX)
    expect((await project.build({ emitPatch: true })).code).toBe(EXIT_CODES.emitted)
    expect([project.tree('dist'), project.mapping()]).toEqual([dist, mapping])
    const file = Object.keys(project.tree('.iaso')).find(name => name.endsWith('patch.js.map'))
    const map = JSON.parse(project.read(`.iaso/${file}`)) as { sources: string[]; sourcesContent: string[] }
    expect(map.sources).toEqual(['src/cart.ts'])
    expect(map.sourcesContent[map.sources.indexOf('src/cart.ts')]).toBe(FIX['src/cart.ts'])
  })

  test("IASO2111: import.meta is the host's own affair, and no word of it gets into the table", async () => {
    const project = fixture(host, {
      'package.json': '{"name":"shop"}',
      'src/main.ts': 'export const file = () => new URL("./data.txt", import.meta.url)\nglobalThis.result = file',
      'src/data.txt': 'text',
    })
    expect(await project.build()).toEqual({ code: undefined, errors: [], warnings: [] })
    expect(JSON.stringify(project.tree('dist'))).not.toContain(project.root)
    project.write({ 'src/main.ts': `${project.read('src/main.ts').replace('url)', 'url).href')}` })
    expect((await project.build({ emitPatch: true })).code).toBe(EXIT_CODES.refused)
    expect(project.read(`.iaso/server/${project.mapping().release}/report.txt`)).toContain('IASO2111')
  })

  test('is not made when nothing changed', async () => {
    const project = fixture(host)
    await project.build()
    expect((await project.build({ emitPatch: true })).code).toBe(EXIT_CODES.unchanged)
  })

  test('knows what the host replaces after all loaders', async () => {
    const project = fixture(host, {
      ...tillFiles(`${app}-defined`, STYLE),
      'src/main.ts':
        'export const price = net => net * TAX.rate + (process.env.NODE_ENV === "production" ? 0 : 1)\nglobalThis.result = { price }',
    })
    const define = () => ({
      plugins: [...(project.configure().plugins ?? []), new (definer(host))({ TAX: { rate: '2' } })],
    })
    await project.build({}, define())
    const { price } = (await project.evaluate()) as { price(net: number): number }
    expect(price(10)).toBe(20)
    project.write({ 'src/main.ts': project.read('src/main.ts').replace('net * TAX', '100 + net * TAX') })
    process.env['IASO_EMIT_PATCH'] = '1'
    try {
      expect(await project.build({}, define())).toMatchObject({ errors: [], code: EXIT_CODES.emitted })
    } finally {
      delete process.env['IASO_EMIT_PATCH']
    }
    runInThisContext(project.patch())
    expect(price(10)).toBe(120)
  })
})

function definer(host: (typeof HOSTS)[number][1]): new (definitions: object) => { apply(): void } {
  return (host as unknown as { DefinePlugin: new (definitions: object) => { apply(): void } }).DefinePlugin
}
