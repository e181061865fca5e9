/** A page of 200 modules that count; the fix is in one of them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const MODULES = 200
const FIXED = 7

/** @param price what module {@link FIXED} asks: 1 before the fix, 2 after */
const feature = (at, price) => `let sold = 0
const label = 'feature ${at}'
const discount = count => (count > 10 ? 0.9 : 1)
export function sell(count) {
  sold += count
  return Math.round(count * ${at === FIXED ? price : 3} * discount(count))
}
export const report = () => ({ label, sold })
`

const main =
  hot => `${Array.from({ length: MODULES }, (_, at) => `import * as f${at} from './feature${at}.js'`).join('\n')}
const features = [${Array.from({ length: MODULES }, (_, at) => `f${at}`).join(', ')}]
let visits = 0
globalThis.shop = {
  sell: count => (visits++, f${FIXED}.sell(count)),
  state: () => ({ visits, sold: f${FIXED}.report().sold }),
  all: () => features.map(({ report, sell }) => [report(), sell]),
}
${hot}
`

export function writeShop(folder, { hot = '', price = 1 } = {}) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "shop", "version": "1.0.0", "type": "module" }')
  writeFileSync(join(folder, 'main.js'), main(hot))
  for (let at = 0; at < MODULES; at++) writeFileSync(join(folder, `feature${at}.js`), feature(at, price))
}

export const fix = folder => writeFileSync(join(folder, `feature${FIXED}.js`), feature(FIXED, 2))

export const fixedFile = `./feature${FIXED}.js`
