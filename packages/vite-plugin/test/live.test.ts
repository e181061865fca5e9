import { runInThisContext } from 'node:vm'
import { EXIT_CODES } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { evaluate, type Fixture, fixture, HOSTS, SCRIPT } from './fixture.js'

/** This process has one runtime, and every release below is another application to it. */
const runtime = () =>
  (globalThis as unknown as Record<symbol, { revert(app: string): { status: string } }>)[Symbol.for('iaso')]

const source = (tax: string) => `
  import { round } from './money.js'
  export function price(net) { return round(net * ${tax}) }
  export function makeTill(name) { return { sell: net => name + ' ' + price(net) } }
  export const late = () => import('./late.js')
  globalThis.result = { price, till: makeTill('till'), late }
`

const files = (app: string) => ({
  'package.json': JSON.stringify({ name: app, type: 'module' }),
  'main.js': source('1.1'),
  'money.js': 'export function round(n) { return Math.round(n) }',
  'late.js': 'export function greet() { return "late" }',
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
  expect(await project.build({ emitPatch: true }, SCRIPT('/main.js'))).toBe(EXIT_CODES.emitted)
  const file =
    Object.keys(project.tree('.iaso'))
      .filter(name => name.endsWith('/patch.js'))
      .at(-1) ?? ''
  runInThisContext(project.read(`.iaso/${file}`))
}

describe.each(HOSTS)('%s: in a running process', (name, host) => {
  const app = name.replace(' ', '-').toLowerCase()

  test('patches go live, replace each other, wait for lazy modules, and are reverted', async () => {
    const project = fixture(host, files(app))
    await project.build({}, SCRIPT('/main.js'))
    const shop = (await evaluate(project)) as Shop
    expect([shop.price(10), shop.till.sell(10)]).toEqual([11, 'till 11'])

    project.write({ 'main.js': source('1.2'), 'late.js': 'export function greet() { return "never too late" }' })
    await patch(project)
    expect([shop.price(10), shop.till.sell(10)]).toEqual([12, 'till 12'])
    expect((await shop.late()).greet()).toBe('never too late')

    project.write({ 'main.js': `import pad from 'pad'${source('1.3').replace('return round(', 'return pad(')}` })
    await patch(project)
    expect([shop.price(10), shop.till.sell(10)]).toEqual(['<13>', 'till <13>'])

    expect(runtime()?.revert(app).status).toBe('reverted')
    expect([shop.price(10), shop.till.sell(10), (await shop.late()).greet()]).toEqual([11, 'till 11', 'late'])
  })
})
