import type * as t from '@babel/types'
import { isLookedUp } from './looked-up.js'
import type { Binding, Fn, Module, Reference } from './model.js'

/**
 * Functions that are reached through properties, exports and variables, where a fix may add a parameter that unpatched callers pass. Callbacks
 * and local functions are made again by the code around them, with the guard that they need; calls of a function that is only called go past it;
 * where a method is looked up at each call, a patch puts another in its place.
 */
export function takesSpare(fn: Fn, params: readonly t.Node[], module: Module): boolean {
  return canTakeSpare(fn, params, module) && !isLookedUp(fn, module)
}

/** Wherever it stands: what a patch makes isn't put anew by the next one. */
export function canTakeSpare(fn: Fn, params: readonly t.Node[], module: Module): boolean {
  const isSimple = params.every(
    param => param.type === 'Identifier' || (param.type === 'AssignmentPattern' && param.left.type === 'Identifier'),
  )
  if (!isSimple || fn.evalWithin || hasDirectives(fn) || !isReachedAsValue(fn)) return false
  const named = namedUses(fn, module)
  if (named?.binding.references.some(use => isHeld(use, params.length, module))) return true
  return named === undefined || named.exported
}

function isReachedAsValue({ kind, name, parent, hoisted }: Fn): boolean {
  if (kind === 'method' || kind === 'constructor' || kind === 'derived-constructor') return true
  if (kind !== 'function' && kind !== 'arrow') return false
  const isCallback = name.endsWith('()') || name === 'function'
  return !isCallback && (parent === null || (kind === 'function' && !hoisted))
}

/** "use strict" may not stand in a function whose parameters have defaults. */
function hasDirectives({ node }: Fn): boolean {
  return (
    'body' in node &&
    !Array.isArray(node.body) &&
    node.body.type === 'BlockStatement' &&
    node.body.directives.length > 0
  )
}

/** A function of the top level that always has the same name; undefined: it is reached in other ways. */
function namedUses({ node, parent, class: klass, uses }: Fn, module: Module): Named | undefined {
  // the functions of a script are all other scripts' too
  if (parent !== null || klass !== null || uses.this || uses.newTarget || module.format === 'script') return undefined
  const found = namesOf(module).get(node)
  return found?.binding.assigned ? undefined : found
}

interface Named {
  readonly binding: Binding
  readonly exported: boolean
}

const indexes = new WeakMap<Module, Map<t.Node, Named>>()

function namesOf(module: Module): ReadonlyMap<t.Node, Named> {
  let index = indexes.get(module)
  if (index === undefined) {
    const declared = new Set(module.program.body.flatMap(exportedBy))
    index = new Map()
    for (const binding of module.scope.bindings.values()) {
      const node = module.named.get(binding.node)
      const exported = declared.has(node) || binding.references.some(use => use.exported)
      if (node !== undefined) index.set(node, { binding, exported })
    }
    indexes.set(module, index)
  }
  return index
}

/** Not just called, or called with more than it takes. */
function isHeld({ node, exported }: Reference, count: number, module: Module): boolean {
  if (exported) return false
  const args = module.calls.get(node)?.arguments
  return args === undefined || args.length > count || args.some(({ type }) => type === 'SpreadElement')
}

function exportedBy(statement: t.Statement): (t.Node | null | undefined)[] {
  if (statement.type === 'ExportDefaultDeclaration') return [statement.declaration]
  if (statement.type !== 'ExportNamedDeclaration') return []
  const { declaration } = statement
  return declaration?.type === 'VariableDeclaration' ? declaration.declarations.map(({ init }) => init) : [declaration]
}
