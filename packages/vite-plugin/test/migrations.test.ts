import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newMigration } from '@iaso/build/edits'
import { EXIT_CODES } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { APPLICATION, type Fixture, fixture, HOSTS } from './fixture.js'

const CART = (rate: number) => `
  export interface Line { readonly id: string; readonly price: number }
  const cache = new Map<string, number>()
  let rates = read()
  function read(): number[] { return [${rate}] }
  function price(line: Line): number { return line.price * ${rate} * (rates[0] ?? 1) }
  export function total(prices: number[]): number {
    const id = prices.join()
    if (!cache.has(id)) cache.set(id, price({ id, price: prices.length }))
    return cache.get(id) ?? 0
  }
  export const reset = (): void => { rates = read() }`

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    skipLibCheck: true,
    types: [],
    paths: {
      '@iaso/runtime/migration': [fileURLToPath(new URL('../../runtime/dist/migration.d.ts', import.meta.url))],
    },
  },
  include: ['iaso/migrations', 'src/cart.ts'],
})

const files = { ...APPLICATION, 'src/cart.ts': CART(1), 'tsconfig.json': TSCONFIG }

function skeleton(project: Fixture, name?: string) {
  const { root } = project
  const { release } = project.mapping()
  const migrations = join(root, 'iaso/migrations')
  return newMigration({ root, directory: join(root, '.iaso'), migrations, environment: 'client', release, name })
}

/** What `tsc` complains about. */
function typeErrors({ root }: Fixture): string {
  const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', root], { encoding: 'utf8' })
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

describe.each(HOSTS)('%s: a migration', (_name, host) => {
  test('is written for the edits that need one, checked by tsc, and makes the patch live', async () => {
    const project = fixture(host, files)
    await project.build()
    project.write({ 'src/cart.ts': CART(2) })
    expect(await project.build({ emitPatch: true })).toBe(EXIT_CODES['needs-word'])
    const { file, skeleton: made } = skeleton(project)
    const { release } = project.mapping()
    expect(file).toBe(`iaso/migrations/${release}/0001-rates-read-cache.ts`)
    expect(made.entries).toEqual(['IASO3004 src/cart.ts#price', 'IASO3006 src/cart.ts#price'])
    expect(project.read(file)).toBe(`import { defineMigration } from '@iaso/runtime/migration'
import type * as cart from '../../../src/cart.js'

interface Modules {
  'src/cart.ts': typeof cart & {
    readonly cache: Map<any, any>
    rates: any
    readonly read: (...args: any[]) => any
  }
}

export default defineMigration<Modules, { rates: Modules['src/cart.ts']['rates'] }>({
  for: [
    'IASO3004 src/cart.ts#price',
    'IASO3006 src/cart.ts#price',
  ],
  before({ modules }) {
    return { rates: modules['src/cart.ts'].rates }
  },
  up({ modules }) {
    modules['src/cart.ts'].rates = modules['src/cart.ts'].read()
    modules['src/cart.ts'].cache.clear()
  },
  down({ modules, before }) {
    modules['src/cart.ts'].rates = before.rates
    modules['src/cart.ts'].cache.clear()
  },
})
`)
    expect(typeErrors(project)).toBe('')
    expect(await project.build({ emitPatch: true })).toBe(EXIT_CODES.emitted)
    expect(() => skeleton(project)).toThrow('IASO1190')
    project.write({
      [file]: project
        .read(file)

        .replace("'src/cart.ts'].cache.clear", "'src/cart.ts'].total.clear"),
    })
    expect(typeErrors(project)).toContain("Property 'clear' does not exist on type '(prices: number[]) => number'")
  })
})
