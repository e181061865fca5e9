import type * as t from '@babel/types'
import type { Fn, Module, Reference } from '@iaso/babel-plugin'
import { exportedFunction } from '../correlate/exported.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { type Export, exportsOf } from '../resolve/exports.js'
import { noteHeld } from './held.js'
import { isRendered } from './hooks.js'
import { lifetimeOf } from './lifetime.js'
import { calleesOf } from './run-once.js'
import { unlessRan } from './unless.js'

/** A closure that may still be alive, and whose code the new source doesn't have: it goes on as it is. */
export function verifyRemoved({ pair, held }: Edited, program: Program, findings: Findings): void {
  noteHeldNames(pair, findings)
  noteRenamed(pair, findings)
  noteExports(pair, program, findings)
  for (const fn of pair.removed) {
    const key = keyOf(pair.old, fn)
    // a declaration of the top level is reported with the top level; a function within a removed one goes with it
    if (fn.parent === null && isDeclared(fn)) continue
    if (fn.parent !== null && pair.removed.includes(fn.parent)) continue
    findings.edit('removed', key)
    if (isOfHook(fn, pair.old) || lifetimeOf(fn, pair.old) === 'call' || noteHeld(held.byReleased(fn), pair, findings))
      continue
    findings.add('removed', key, 'IASO3003', null, { function: fn.key }, unlessRan(fn.parent, pair, program))
  }
  noteDropped(pair, findings)
}

/** The same for what only an earlier patch had. */
function noteDropped({ dropped }: Pair, findings: Findings): void {
  const gone = new Set(dropped.map(({ fn }) => fn))
  for (const { fn, module } of dropped) {
    if (fn.parent === null ? isDeclared(fn) : gone.has(fn.parent) || isOfHook(fn, module)) continue
    if (lifetimeOf(fn, module) !== 'call')
      findings.add('removed', keyOf(module, fn), 'IASO3003', null, { function: fn.key })
  }
}

/** `useMemo(() => …)` in a component: what becomes of its hooks is the screen's. */
function isOfHook({ name, parent }: Fn, module: Module): boolean {
  return parent !== null && /^use[A-Z]\w*\(\)$/.test(name) && isRendered(parent, module)
}

/** A function or class of the top level that is gone, and that was more than called: someone may hold it, or its instances. */
function noteHeldNames({ old, next, removed, path }: Pair, findings: Findings): void {
  for (const binding of old.scope.bindings.values()) {
    if (next.scope.bindings.has(binding.name) || binding.imported !== undefined) continue
    const inside = removed.filter(fn => fn.node.start !== undefined && isPartOf(fn, binding.node))
    if (inside.length === 0) continue
    const isHeld = binding.kind === 'class' || binding.references.some(use => isHeldBy(use, old))
    if (isHeld && binding.references.some(({ exported, fn }) => !exported && !inside.includes(fn as Fn)))
      findings.add('removed', `${path}#${binding.name}`, 'IASO3003', null, { function: binding.name })
  }
}

/** A function of the top level that goes on under another name: under that name the patch has another object, and whoever has the first can tell. */
function noteRenamed({ next, ids, released, path }: Pair, findings: Findings): void {
  const same = exportedFunction(next)
  for (const fn of next.functions) {
    const before = released.get(ids.get(fn) as number)
    const [was, is] = [before && declaredName(before), declaredName(fn)]
    if (was === undefined || is === undefined || was === is || next.scope.bindings.has(was) || fn === same) continue
    if (next.scope.bindings.get(is)?.references.some(use => isHeldBy(use, next)))
      findings.add('removed', `${path}#${was}`, 'IASO3003', null, { function: was })
  }
}

function declaredName({ node, parent }: Fn): string | undefined {
  return parent === null && node.type === 'FunctionDeclaration' ? node.id?.name : undefined
}

/** `export function one() {}`, and another function is exported in its place now: importers have handed on the first. */
function noteExports({ old, removed, path }: Pair, program: Program, findings: Findings): void {
  const exported = [...exportsOf(old).named].flatMap(([name, is]) => {
    const gone = removed.find(fn => isExport(fn, is, old))
    return gone === undefined ? [] : [[name, gone] as const]
  })
  for (const [name, gone] of exported)
    if (isHandedOn(name, path, program))
      findings.add('removed', `${path}#${name}`, 'IASO3003', null, { function: gone.key })
}

function isExport({ node }: Fn, is: Export, { program }: Module): boolean {
  if (node.type !== 'FunctionDeclaration') return false
  if (is.kind === 'local') return node.id?.name === is.name
  const statement = program.body.find(each => each.type === 'ExportDefaultDeclaration')
  return is.kind === 'nameless' && statement?.declaration === node
}

/** Somebody imports it, and does more than call it. */
function isHandedOn(name: string, path: string, program: Program): boolean {
  return Object.entries(program.mapping.modules).some(([from, { resolutions }]) => {
    if (!Object.values(resolutions).includes(path)) return false
    const importer = program.old(from)
    return [...importer.scope.bindings.values()].some(
      ({ imported, references }) =>
        imported?.name === name &&
        resolutions[imported.source] === path &&
        references.some(use => use.node.type === 'Identifier' && isHeldBy(use, importer)),
    )
  })
}

/** More than a call. */
function isHeldBy({ node, exported }: Reference, module: Module): boolean {
  return !exported && !calleesOf(module).has(node)
}

function isPartOf(fn: Fn, name: t.Node): boolean {
  if (fn.parent === null && fn.class === null && !fn.hoisted && name.type === 'Identifier' && fn.name === name.name)
    return true
  return (fn.hoisted && 'id' in fn.node && fn.node.id === name) || fn.class?.node.id === name
}

function isDeclared(fn: Fn): boolean {
  return fn.class !== null || fn.hoisted || !(fn.name.endsWith('()') || fn.name === 'function')
}
