import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { copyCornerShop, edit } from './support/corner-shop.js'
import { HOSTS, type Host, ROLLUP, VITE_7 } from './support/hosts.js'
import type { Project } from './support/project.js'

const LIBRARIES = ['zod', 'lodash-es', 'date-fns']

/** Uses a little of each: an export that is a namespace, a namespace, names. */
const SOURCE = `
  import { z } from 'zod'
  import * as lodash from 'lodash-es'
  import { addDays, format } from 'date-fns'

  export function check(order: unknown) { return z.safeParse(z.object({ id: z.string() }), order).success }
  export function pack(items: number[]) { return lodash.chunk(items, 12) }
  export function due(from: Date) { return format(addDays(from, 30), 'yyyy-MM-dd') }
`

/** The same names, with nothing behind them. */
const STUB = `
  export * as z from './z.js'
  export function chunk(a, b) { return [a, b] }
  export function addDays(a, b) { return [a, b] }
  export function format(a, b) { return [a, b] }
`
const STUB_FILES = {
  'node_modules/stub/package.json':
    '{"name":"stub","version":"1.0.0","type":"module","main":"index.js","sideEffects":false}',
  'node_modules/stub/index.js': STUB,
  'node_modules/stub/z.js': `
    export function safeParse(a, b) { return [a, b] }
    export function object(a) { return [a] }
    export function string() { return [] }`,
}

const opened: Project[] = []
afterAll(() => {
  for (const project of opened) project.remove()
})

function openShop(host: Host, source: string): Project {
  const project = copyCornerShop({ ...host, packages: [...host.packages, ...LIBRARIES] })
  opened.push(project)
  project.write({ ...STUB_FILES, 'src/library.ts': source })
  const main = project.read('src/main.ts')
  project.write({
    'src/main.ts': `${main}\nexport * from './library'\nimport * as library from './library'\nObject.assign(globalThis, { library })\n`,
  })
  return project
}

/** Bytes of all scripts of a build, and of one without guards. */
async function weigh(project: Project): Promise<{ plain: number; guarded: number }> {
  const dist = join(project.root, 'dist')
  await project.build()
  const guarded = bytes(dist)
  const configurations = readdirSync(project.root).filter(name => name.includes('.config.'))
  const before = Object.fromEntries(configurations.map(name => [name, project.read(name)]))
  const off = Object.entries(before).map(([name, text]) => [
    name,
    text.replace(/(iaso|IasoPlugin)\(\)/g, '$1({ enabled: false })'),
  ])
  project.write(Object.fromEntries(off))
  // Not all hosts do so.
  rmSync(dist, { recursive: true })
  await project.build()
  const plain = bytes(dist)
  project.write(before)
  return { plain, guarded }
}

function bytes(directory: string): number {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(name => /\.m?js$/.test(name))
  return files.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
}

describe.each(HOSTS)('$name', host => {
  test('guards cost the same with large libraries as with empty ones: of a library stays what is used', async () => {
    const shop = openShop(host, SOURCE)
    const large = await weigh(shop)
    const small = await weigh(openShop(host, SOURCE.replace(/from '(?:zod|lodash-es|date-fns)'/g, "from 'stub'")))
    const cost = (of: typeof large) => of.guarded - of.plain
    expect(large.plain - small.plain).toBeGreaterThan(30_000)
    // Rollup leaves branches out of functions that no call it sees gets to; what a patch may call is whole.
    expect(Math.abs(cost(large) - cost(small))).toBeLessThan(host === ROLLUP || host === VITE_7 ? 1_200 : 300)

    // … and a patch brings none of it a second time.
    edit(shop, 'src/library.ts', 'id: z.string()', 'id: z.object({ no: z.string() })')
    edit(shop, 'src/library.ts', 'items, 12', 'items, 24')
    await shop.build()
    edit(shop, 'src/library.ts', 'items, 24', 'items, 6')
    edit(shop, 'src/library.ts', '{ no: z.string() }', '{ no: z.string(), of: z.string() }')
    const { report, output } = await shop.emit()
    expect(report.outcome, output).toBe('emitted')
    expect(report.patch?.bytes).toBeLessThan(3_000)
  }, 600_000)
})
