import { styleText } from 'node:util'

/** What the demo promised and what of it wasn't so. */
export const checks = { passed: 0, failed: 0 }

const paint = (style, text) => (process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text)

export function title(text) {
  console.log(`\n  ${paint('bold', text)}`)
}

let chapters = 0

export function chapter(text) {
  console.log(`\n  ${paint('cyan', `${++chapters}`)}  ${paint('bold', text)}\n`)
}

export function line(text = '') {
  console.log(`     ${text}`)
}

export function quote(text) {
  for (const each of text.trimEnd().split('\n')) line(paint('dim', each))
}

/** A change of source as people know it. */
export function diff(file, before, after) {
  line(paint('dim', file))
  line(paint('red', `- ${before}`))
  line(paint('green', `+ ${after}`))
}

/** @param {readonly (readonly string[])[]} rows - the first column to the left, the others to the right */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  for (const [at, row] of rows.entries()) {
    const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
    line(at === 0 ? paint('dim', cells.join('   ')) : cells.join('   '))
  }
}

/** Says what was seen, and whether it is what was promised. */
export function check(label, seen, isRight) {
  checks[isRight ? 'passed' : 'failed']++
  line(`${isRight ? paint('green', '✓') : paint('red', '✗')} ${label.padEnd(22)} ${seen}`)
}

export const count = number => number.toLocaleString('en-US')

export const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`

/** Does the work, and says how long it took. */
export async function timed(label, work) {
  const start = performance.now()
  const result = await work()
  line(`${label.padEnd(44)} ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s`)
  return result
}
