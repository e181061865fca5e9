/** `node fix.mjs 01 05`: makes fixes in the sources. `node fix.mjs --undo`: takes all of them back. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const wanted = process.argv.slice(2)
const undo = wanted.includes('--undo')

for (const name of readdirSync(new URL('fixes/', here))) {
  const { title, file, find, replace } = JSON.parse(readFileSync(new URL(`fixes/${name}`, here), 'utf8'))
  if (!undo && !wanted.some(number => name.startsWith(`${number}-`))) continue
  const path = new URL(file, here)
  const text = readFileSync(path, 'utf8')
  const next = undo ? text.replace(replace, () => find) : text.replace(find, () => replace)
  if (next === text) continue
  writeFileSync(path, next)
  console.log(`${undo ? 'undone' : 'made'}: ${title}`)
}
