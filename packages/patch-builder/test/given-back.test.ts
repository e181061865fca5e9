import { afterEach, expect, test } from 'vitest'
import { RunningProgram } from './program.js'

let program: RunningProgram
afterEach(() => {
  program.revert()
  program.dispose()
})

interface Item {
  readonly [key: string]: unknown
  see(): unknown
}

const source = (settings: string, seen: string) => ({
  'main.js': `export class Item { constructor(name) { ${settings} } see() { return ${seen} } }`,
})
const released = source("this.name = name; this.open = false; this.title = name + '!'", '[this.open, this.title]')
const without = source('this.name = name', 'this.name')

test('what a patch makes has no property that its constructor does not set, and has it after a revert', async () => {
  program = new RunningProgram(released)
  const { Item } = (await program.run()) as unknown as { Item: new (name: string) => Item }
  const { report } = await program.patch(without)
  const found = report.edits.flatMap(({ findings }) => findings.map(({ code, args }) => `${code} ${args.field}`))
  expect(found).toEqual(['IASO3025 open', 'IASO3025 title'])
  const born = new Item('a')
  expect([Object.getOwnPropertyNames(born), 'open' in born]).toEqual([['name'], false])
  program.revert()
  expect([Object.keys(born), born.see(), Object.keys(born)]).toEqual([
    ['name'],
    [false, 'a!'],
    ['name', 'open', 'title'],
  ])
  expect(Object.entries(new Item('b'))).toEqual([
    ['name', 'b'],
    ['open', false],
    ['title', 'b!'],
  ])
  expect(Object.hasOwn(Object.freeze(Object.create(Item.prototype)), 'open')).toBe(false)
})

test('a later patch gives it, and says so; where nobody knows what it would be, that needs the word', async () => {
  program = new RunningProgram(released)
  const { Item } = (await program.run()) as unknown as { Item: new (name: string) => Item }
  await program.patch(without)
  const born = new Item('a')
  const { report } = await program.patch(released)
  expect(report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))).toContain('IASO3020')
  expect(born.see()).toEqual([false, 'a!'])

  const later = source('this.name = name; this.open = Math.random() > 2; this.title = name', '[this.open, this.title]')
  const { report: other } = await program.build(later)
  expect(other).toMatchObject({ outcome: 'needs-word' })
  expect(other.edits.flatMap(({ findings }) => findings.map(({ code }) => code))).toContain('IASO3027')
})

test('a prototype that has something of that name by itself is left alone: the patch is rejected', async () => {
  program = new RunningProgram(released)
  const { Item } = (await program.run()) as unknown as { Item: new (name: string) => Item }
  Object.defineProperty(Item.prototype, 'open', { value: 1, writable: true })
  const { patch } = await program.build(without)
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'rejected', code: 'IASO2140', args: ['open'] })
})

test('what an earlier patch has put into a cache is not forgotten with it', async () => {
  const shop = (factor: number) => ({
    'main.js': `const prices = new Map()
function price(n) { return n * ${factor} }
export function see(n) { if (!prices.has(n)) prices.set(n, price(n)); return prices.get(n) }`,
  })
  program = new RunningProgram(shop(1))
  const { see } = (await program.run()) as unknown as { see(n: number): number }
  await program.patch(shop(2), ['suspect'])
  expect(see(3)).toBe(6)
  const { report } = await program.build(shop(1))
  expect(report).toMatchObject({ outcome: 'needs-word', edits: [{ findings: [{ code: 'IASO3006' }] }] })
})
