import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Modules that import some of those before them, like an application's: domain, stores, views in TypeScript. */
export function writeProject(folder, modules) {
  mkdirSync(join(folder, 'src'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name":"five-hundred","type":"module"}')
  const paths = Array.from({ length: modules }, (_, at) => `src/m${at}.ts`)
  for (const [at, path] of paths.entries()) writeFileSync(join(folder, path), moduleText(at))
  const main = paths.map((_, at) => `import { view${at} } from './src/m${at}'`)
  const views = paths.map((_, at) => `view${at}`).join(', ')
  writeFileSync(
    join(folder, 'main.ts'),
    `${main.join('\n')}\nexport const views = [${views}]\nconsole.log(views.map(view => view(1)))\n`,
  )
}

/** One function does something else. */
export function fix(folder, at) {
  writeFileSync(
    join(folder, `src/m${at}.ts`),
    moduleText(at).replace('line.price * line.count', 'line.price * line.count * 2'),
  )
}

const used = at =>
  [at - 1, Math.floor(at / 2), Math.floor(at / 7)].filter(
    (other, n, all) => other >= 0 && other < at && all.indexOf(other) === n,
  )

function moduleText(at) {
  const others = used(at)
  return `${others.map(other => `import { total${other}, type Order as Order${other} } from './m${other}'`).join('\n')}
export interface Line { readonly name: string; readonly price: number; readonly count: number }
export interface Order { readonly lines: readonly Line[]; readonly member: boolean }
const RATE = ${at % 9} / 100
const listeners = new Set<(order: Order) => void>()
export function subscribe${at}(listener: (order: Order) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export function total${at}(order: Order): number {
  const sum = order.lines.reduce((sum, line) => sum + line.price * line.count, 0)
  return order.member ? sum * (1 - RATE) : sum
}
export class Basket${at} {
  readonly #lines: Line[] = []
  add(name: string, price: number, count = 1): this {
    this.#lines.push({ name, price, count })
    for (const listener of listeners) listener(this.order(false))
    return this
  }
  order(member: boolean): Order { return { lines: [...this.#lines], member } }
  get size(): number { return this.#lines.length }
}
const format = (cents: number): string => \`\${(cents / 100).toFixed(2)} EUR\`
export function validate${at}(input: Partial<Order>): string | undefined {
  if (!Array.isArray(input.lines) || input.lines.length === 0) return 'nothing ordered'
  return input.lines.some(({ count }) => count < 1) ? 'less than one piece' : undefined
}
export function view${at}(n: number): string {
  const basket = new Basket${at}().add('tea', 300, n).add('pot', 2000)
  const before = [${others.map(other => `total${other}(basket.order(true) as Order${other})`).join(', ')}].reduce((a, b) => a + b, 0)
  return format(total${at}(basket.order(false)) + before) + (validate${at}(basket.order(true)) ?? '')
}
`
}
