import { type Fn, type Home, holdsOf, isTakenBy } from '@iaso/babel-plugin'
import { anewAt } from '../compare/anew.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { wordOf } from '../texts.js'

/** What can take a function by another way than its name. */
const UNNAMED =
  /bind|observable|promisify|getOwnProperty|ownKeys|\bwith\b|prototype|extend|mixin|\bfor\s*\([^;)]*\sin\s/i

/**
 * Where a function is put in the place of one that passes fewer parameters, nobody may have that one who would be asked for more: it is
 * looked for in all code of the program, of the release, of patches and of the new source.
 */
export function verifyAnew({ pair, changes, topLevel }: Edited, program: Program, findings: Findings): void {
  for (const { fn, cells } of changes) {
    const home = cells.map(cell => anewAt(fn, cell, pair)).find(each => each !== undefined)
    if (home === undefined) continue
    const note = (code: 'IASO2107' | 'IASO3016' | 'IASO3017', args: Record<string, string>) =>
      findings.add('changed', keyOf(pair.next, fn), code, fn.node, { function: fn.key, ...args })
    const path = holderOf(home, fn, program)
    // the patch makes the class anew: what was made of the old one has the release's
    if (topLevel.extensions.has(home.root)) note('IASO2107', { before: 'those of the release', after: 'more' })
    else if (path !== undefined) note('IASO3016', { path })
    else note('IASO3017', {})
  }
}

/** A module that may have taken the function from its object. */
function holderOf(home: Home, { node }: Fn, program: Program): string | undefined {
  const isNamed = wordOf(home.key)
  const paths = new Set([...Object.keys(program.mapping.modules), ...Object.keys(program.input.modules)])
  return [...paths].find(path => {
    const texts = program.textsOf(path)
    if (!texts.some(text => isNamed.test(text) || UNNAMED.test(text))) return false
    return program.versionsOf(path).some(module => isTakenBy(holdsOf(module), home, node))
  })
}
