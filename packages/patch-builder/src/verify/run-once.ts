import { type Fn, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import * as t from '@babel/types'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'

/** A changed function that only loading modules call: it ran, and won't again. */
export function verifyRunOnce(program: Program, edited: readonly Edited[], findings: Findings): void {
  for (const { pair, changes } of edited) {
    const callees = topLevelCallees(pair.next)
    for (const { fn } of changes)
      if (runsOnce(fn, pair.next, callees, program)) findings.add('changed', keyOf(pair.next, fn), 'IASO3002', fn.node, { function: fn.key })
  }
}

function runsOnce(fn: Fn, module: Module, callees: ReadonlySet<t.Node>, program: Program): boolean {
  if (fn.parent !== null) return false
  if (fn.kind === 'static-block') return true
  if (fn.kind === 'field') return 'static' in fn.node && fn.node.static === true
  if (fn.class !== null) return false
  if (callees.has(fn.node)) return true
  const binding = fn.hoisted && 'id' in fn.node && fn.node.id ? module.scope.bindings.get((fn.node.id as t.Identifier).name) : undefined
  if (binding === undefined || !isModuleLevel(binding)) return false
  const uses = binding.references.filter((reference) => !reference.exported)
  const isCall = (reference: Reference) => reference.fn === null && callees.has(reference.node)
  if (!uses.every(isCall)) return false
  const importers = importersOf(binding.name, module.path, program)
  return uses.length + importers.length > 0 && importers.every(({ module: importer, references }) => {
    const calls = topLevelCallees(importer)
    return references.every((reference) => reference.exported || (reference.fn === null && calls.has(reference.node)))
  })
}

/** Modules that import from `path`; a re-export or a namespace counts as a use that isn't a call. */
function importersOf(name: string, path: string, program: Program): { module: Module; references: Reference[] }[] {
  const found: { module: Module; references: Reference[] }[] = []
  for (const [from, { resolutions }] of Object.entries(program.input.modules)) {
    if (!Object.values(resolutions).includes(path)) continue
    const module = program.next(from)
    for (const binding of module.scope.bindings.values()) {
      const { imported } = binding
      if (imported === undefined || resolutions[imported.source] !== path) continue
      if (imported.name === name || imported.name === 'default' || imported.name === '*') found.push({ module, references: binding.references })
    }
  }
  return found
}

function topLevelCallees(module: Module): Set<t.Node> {
  const callees = new Set<t.Node>()
  const visit = (node: t.Node): void => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') callees.add(node.callee)
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key]
      const children = Array.isArray(child) ? child : [child]
      for (const each of children) if (each && !t.isFunction(each)) visit(each)
        else if (each && node.type === 'CallExpression' && node.callee === each) callees.add(each)
    }
  }
  visit(module.program)
  return callees
}
