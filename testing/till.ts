/** The main job on a small program, for whichever bundler: its functions, closures and lazy module, patched while it runs. */
import { runInThisContext } from 'node:vm'
import { expect } from 'vitest'
import type { Files } from './folder.js'

/** How the sources are called, and how they call each other. */
export interface TillStyle {
  readonly folder: '' | 'src/'
  readonly extension: '.js' | '.ts'
  /** Of import specifiers. */
  readonly suffix: '.js' | ''
  readonly manifest: object
}

export interface TillProject {
  write(files: Files): void
  build(): Promise<unknown>
  /** Builds the patch of what is in the sources now. */
  patch(): Promise<string>
  /** Runs the release: what it leaves on `globalThis.result`. */
  evaluate(): unknown
}

interface Till {
  price(net: number): number | string
  /** How often a tax was asked for: of a dependency's state there is one. */
  asked(): number
  till: { sell(net: number): string }
  late(): Promise<{ greet(): string }>
  printer(width: number): { line(text: string): string }
}

/** This process has one runtime, and every release is another application to it. */
const runtime = () =>
  (globalThis as unknown as Record<symbol, { revert(app: string): { status: string } }>)[Symbol.for('iaso')]

export function tillFiles(app: string, style: TillStyle): Files {
  const { folder, extension, manifest } = style
  return {
    'package.json': JSON.stringify({ name: app, ...manifest }),
    [`${folder}main${extension}`]: source('1.1', style),
    [`${folder}money${extension}`]: 'export function round(n) { return Math.round(n) }',
    [`${folder}late${extension}`]: 'export function greet() { return "late" }',
    'node_modules/tax/package.json': '{"name":"tax","type":"module","main":"index.js"}',
    'node_modules/tax/index.js': 'export * from "./all.js"',
    'node_modules/tax/all.js': 'import * as rates from "./rates.js"; export { rates, rates as default }',
    'node_modules/tax/rates.js': `
      let asked = 0
      export function of(rate) { asked++; return rate }
      export function count() { return asked }
      export function unused() { return "unused" }`,
    'node_modules/pad/package.json': '{"name":"pad","main":"index.js"}',
    'node_modules/pad/index.js': 'module.exports = s => "<" + s + ">"',
  }
}

function source(tax: string, { suffix }: TillStyle): string {
  return `
  import { round } from './money${suffix}'
  import { rates } from 'tax'
  export function price(net) { return round(net * rates.of(${tax})) }
  export const asked = () => rates.count()
  export function makeTill(name) { return { sell: net => name + ' ' + price(net) } }
  export const late = () => import('./late${suffix}')
  export function printer(width) { return { line: text => text.slice(0, 2) } }
  globalThis.result = { price, asked, till: makeTill('till'), late, printer }
`
}

/** A patch goes live, is replaced by one with a new dependency, waits for a lazy module, and is reverted; one is rejected where closures exist. */
export async function repairTill(project: TillProject, app: string, style: TillStyle): Promise<void> {
  const { folder, extension } = style
  const main = `${folder}main${extension}`
  const patch = async () => runInThisContext(await project.patch())
  await project.build()
  const shop = (await project.evaluate()) as Till
  expect([shop.price(10), shop.till.sell(10)]).toEqual([11, 'till 11'])

  project.write({
    [main]: source('1.2', style),
    [`${folder}late${extension}`]: 'export function greet() { return "never too late" }',
  })
  await patch()
  expect([shop.price(10), shop.till.sell(10)]).toEqual([12, 'till 12'])
  expect((await shop.late()).greet()).toBe('never too late')

  project.write({ [main]: `import pad from 'pad'${source('1.3', style).replace('return round(', 'return pad(')}` })
  await patch()
  expect([shop.price(10), shop.till.sell(10)]).toEqual(['<13>', 'till <13>'])

  expect(runtime()?.revert(app).status).toBe('reverted')
  expect([shop.price(10), shop.till.sell(10), (await shop.late()).greet()]).toEqual([11, 'till 11', 'late'])
  expect(shop.asked()).toBe(8)

  // a closure of the release could not go on in this; but there is none yet
  project.write({ [main]: source('1.1', style).replace('slice(0, 2)', 'slice(0, width)') })
  const wider = await project.patch()
  runInThisContext(wider)
  expect(shop.printer(4).line('receipt')).toBe('rece')
  expect(runtime()?.revert(app).status).toBe('reverted')
  expect(shop.printer(4).line('receipt')).toBe('re')
  runInThisContext(wider)
  expect(shop.printer(4).line('receipt')).toBe('re')
}
