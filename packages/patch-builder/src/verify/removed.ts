import type * as t from '@babel/types'
import type { Fn } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { noteHeld } from './held.js'
import { lifetimeOf } from './lifetime.js'
import { calleesOf } from './run-once.js'

/** A closure that may still be alive, and whose code the new source doesn't have: it goes on as it is. */
export function verifyRemoved({ pair, held }: Edited, program: Program, findings: Findings): void {
  noteHeldNames(pair, findings)
  noteDefault(pair, program, findings)
  for (const fn of pair.removed) {
    const key = keyOf(pair.old, fn)
    // a declaration of the top level is reported with the top level; a function within a removed one goes with it
    if (fn.parent === null && isDeclared(fn)) continue
    if (fn.parent !== null && pair.removed.includes(fn.parent)) continue
    findings.edit('removed', key)
    if (lifetimeOf(fn, pair.old) === 'call' || noteHeld(held.byReleased(fn), pair, findings)) continue
    findings.add('removed', key, 'IASO3003', null, { function: fn.key })
  }
}

/** A function or class of the top level that is gone, and that was more than called: someone may hold it, or its instances. */
function noteHeldNames({ old, next, removed, path }: Pair, findings: Findings): void {
  for (const binding of old.scope.bindings.values()) {
    if (next.scope.bindings.has(binding.name) || binding.imported !== undefined) continue
    const inside = removed.filter(fn => fn.node.start !== undefined && isPartOf(fn, binding.node))
    if (inside.length === 0) continue
    const isHeld =
      binding.kind === 'class' ||
      binding.references.some(({ node, exported }) => !exported && !calleesOf(old).has(node))
    if (isHeld && binding.references.some(({ exported, fn }) => !exported && !inside.includes(fn as Fn)))
      findings.add('removed', `${path}#${binding.name}`, 'IASO3003', null, { function: binding.name })
  }
}

/** `export default function one() {}`, and another function is the default export now: importers have handed on the first. */
function noteDefault({ old, removed, path }: Pair, program: Program, findings: Findings): void {
  const statement = old.program.body.find(({ type }) => type === 'ExportDefaultDeclaration')
  const gone = removed.find(({ node }) => node === (statement as t.ExportDefaultDeclaration | undefined)?.declaration)
  if (gone === undefined) return
  for (const [from, { resolutions }] of Object.entries(program.mapping.modules)) {
    if (!Object.values(resolutions).includes(path)) continue
    const importer = program.old(from)
    const isHeld = [...importer.scope.bindings.values()].some(
      ({ imported, references }) =>
        imported?.name === 'default' &&
        resolutions[imported.source] === path &&
        references.some(
          ({ node, exported }) => !exported && node.type === 'Identifier' && !calleesOf(importer).has(node),
        ),
    )
    if (isHeld) return void findings.add('removed', `${path}#default`, 'IASO3003', null, { function: gone.key })
  }
}

function isPartOf(fn: Fn, name: t.Node): boolean {
  if (fn.parent === null && fn.class === null && !fn.hoisted && name.type === 'Identifier' && fn.name === name.name)
    return true
  return (fn.hoisted && 'id' in fn.node && fn.node.id === name) || fn.class?.node.id === name
}

function isDeclared(fn: Fn): boolean {
  return fn.class !== null || fn.hoisted || !(fn.name.endsWith('()') || fn.name === 'function')
}
