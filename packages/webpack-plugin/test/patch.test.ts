import { runInThisContext } from 'node:vm'
import { EXIT_CODES } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { type Fixture, fixture, HOSTS } from './fixture.js'

/** This process has one runtime, and every release below is another application to it. */
const runtime = () =>
  (globalThis as unknown as Record<symbol, { revert(app: string): { status: string } }>)[Symbol.for('iaso')]

const FIX = {
  'src/cart.ts': 'export function total(prices: number[]): number { return prices.reduce((a, b) => a + b, 10) }',
}

const source = (tax: string) => `
  import { round } from './money'
  export function price(net) { return round(net * ${tax}) }
  export function makeTill(name) { return { sell: net => name + ' ' + price(net) } }
  export const late = () => import('./late')
  globalThis.result = { price, till: makeTill('till'), late }
`

const files = (app: string) => ({
  'package.json': JSON.stringify({ name: app }),
  'src/main.ts': source('1.1'),
  'src/money.ts': 'export function round(n) { return Math.round(n) }',
  'src/late.ts': 'export function greet() { return "late" }',
  'node_modules/pad/package.json': '{"name":"pad","main":"index.js"}',
  'node_modules/pad/index.js': 'module.exports = s => "<" + s + ">"',
})

interface Shop {
  price(net: number): number | string
  till: { sell(net: number): string }
  late(): Promise<{ greet(): string }>
}

/** Emits a patch of what is in the source now, and runs it in this process. */
async function patch(project: Fixture): Promise<void> {
  expect(await project.build({ emitPatch: true })).toMatchObject({ code: EXIT_CODES.emitted, errors: [] })
  runInThisContext(project.patch())
}

describe.each(HOSTS)('%s: a patch', (name, host) => {
  const app = name.replace(' ', '-').toLowerCase()

  test('goes live, is replaced, waits for lazy modules, and is reverted', async () => {
    const project = fixture(host, files(app))
    await project.build()
    const shop = project.evaluate() as Shop
    expect([shop.price(10), shop.till.sell(10)]).toEqual([11, 'till 11'])

    project.write({
      'src/main.ts': source('1.2'),
      'src/late.ts': 'export function greet() { return "never too late" }',
    })
    await patch(project)
    expect([shop.price(10), shop.till.sell(10)]).toEqual([12, 'till 12'])
    expect((await shop.late()).greet()).toBe('never too late')

    project.write({ 'src/main.ts': `import pad from 'pad'${source('1.3').replace('return round(', 'return pad(')}` })
    await patch(project)
    expect([shop.price(10), shop.till.sell(10)]).toEqual(['<13>', 'till <13>'])

    expect(runtime()?.revert(app).status).toBe('reverted')
    expect([shop.price(10), shop.till.sell(10), (await shop.late()).greet()]).toEqual([11, 'till 11', 'late'])
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
      ...files(`${app}-defined`),
      'src/main.ts':
        'export const price = net => net * TAX.rate + (process.env.NODE_ENV === "production" ? 0 : 1)\nglobalThis.result = { price }',
    })
    const define = () => ({
      plugins: [...(project.configure().plugins ?? []), new (definer(host))({ TAX: { rate: '2' } })],
    })
    await project.build({}, define())
    const { price } = project.evaluate() as Shop
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
