import * as t from '@babel/types'
import type { Fn, Module, Reference } from '@iaso/babel-plugin'
import { isComponent } from './hooks.js'
import { calleesOf } from './run-once.js'

/** Somebody may hold the function after the one around it has ended. */
export function mayLive(fn: Fn, module: Module): boolean {
  const { parent } = fn
  const mayWait = parent !== null && (parent.async || parent.generator)
  return !(isOnlyCalled(fn, module) && !mayWait) && mayBeHeld(fn, module)
}

/** As {@link mayLive}; a function that its suspended maker goes on to call belongs to a call in progress. */
export function mayOutlive(fn: Fn, module: Module): boolean {
  return fn.class !== null || (!isOnlyCalled(fn, module) && mayBeHeld(fn, module))
}

function mayBeHeld(fn: Fn, module: Module): boolean {
  if (calleesOf(module).has(fn.node) || isCalledBackAtOnce(fn, module)) return false
  if (fn.kind === 'field' || fn.kind === 'static-block') return false
  // rendered again right after the patch: what was handed to the screen before is replaced
  return !isOfComponent(fn, module)
}

/** A function that the one around it gives a name, and only calls itself, is gone when that one ends. */
function isOnlyCalled(fn: Fn, module: Module): boolean {
  const { parent, name, hoisted, node } = fn
  const binding = [...(parent?.bodyScope.bindings.values() ?? [])].find(
    each => each.name === name && (each.kind === 'const' || (hoisted && 'id' in node && node.id === each.node)),
  )
  const isOwn = (user: Fn | null) => user === parent || isSyncPartOf(user, fn, parent as Fn, module)
  return (
    binding?.references.every(
      ({ fn: user, node: use }: Reference) =>
        isOwn(user) && (use === binding.node || calleesOf(module).has(use) || isHandedAtOnce(use, module)),
    ) ?? false
  )
}

/** The function itself, or a callback that is done when the call around it is. */
function isSyncPartOf(user: Fn | null, fn: Fn, parent: Fn, module: Module): boolean {
  for (let at = user; at !== null && at !== parent; at = at.parent) {
    if (at === fn) return true
    if (!isCalledBackAtOnce(at, module)) return false
  }
  return user !== null
}

/** A component's function, made again whenever it renders. */
function isOfComponent({ parent, name }: Fn, module: Module): boolean {
  return parent !== null && !name.endsWith('()') && isComponent(parent, module)
}

const METHODS =
  /^(map|filter|forEach|reduce|reduceRight|some|every|find|findIndex|findLast|findLastIndex|flatMap|sort|toSorted)$/
const ONCE = /^(then|catch|finally)$/
const SOON = /^(setImmediate|nextTick|queueMicrotask|set[A-Z]\w*)$/
/** Libraries whose functions take the list first, and a callback alone for later. */
const UTILITIES = /^(_|R|fp|lodash|ramda|underscore|async)$/
/** Libraries whose `map` keeps its callback. */
const LAZY = /^(@?rx|reactivex|most|xstream|bacon|kefir|highland|immutable|ix$|lazy)/i

/**
 * Who calls back at once and keeps nothing: array methods. Who calls back once, and is then a call in progress: promises, and the setters of
 * React's state.
 */
function isCalledBackAtOnce({ node }: Fn, module: Module): boolean {
  return isHandedAtOnce(node, module)
}

function isHandedAtOnce(node: t.Node, module: Module): boolean {
  const call = callsWith(module).get(node)
  if (call === undefined) return false
  const at = call.arguments.indexOf(node as t.Expression)
  const { callee } = call
  if (call.type === 'NewExpression') return callee.type === 'Identifier' && callee.name === 'Promise' && at === 0
  if (callee.type === 'Identifier')
    return SOON.test(callee.name) && callee.name !== 'setInterval' && callee.name !== 'setTimeout' && at === 0
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false
  const { name } = callee.property
  if (ONCE.test(name)) return true
  if (name === 'nextTick') return at === 0
  if (name === 'replace' || name === 'replaceAll' || (name === 'from' && rootOf(callee.object) === 'Array'))
    return at === 1
  if (!METHODS.test(name) || isLazy(callee.object, module)) return false
  return UTILITIES.test(rootOf(callee.object)) && callee.object.type === 'Identifier' ? at > 0 : at === 0
}

/** `clicks$.map(…)`, `Seq(list).map(…)`: the callback is kept. */
function isLazy(object: t.Node, module: Module): boolean {
  return (
    /\$$|^(Rx|Observable|Seq|Lazy|Stream)$/.test(rootOf(object)) || sourcesOf(module).some(source => LAZY.test(source))
  )
}

/** The name that a chain of members and calls begins with. */
function rootOf(node: t.Node): string {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') {
    const own = node.property.type === 'Identifier' ? node.property.name : ''
    return own.endsWith('$') ? own : rootOf(node.object)
  }
  return node.type === 'CallExpression' ? rootOf(node.callee) : ''
}

type Call = t.CallExpression | t.NewExpression
const calls = new WeakMap<Module, Map<t.Node, Call>>()

/** The call that a node is an argument of. */
export function callsWith(module: Module): ReadonlyMap<t.Node, Call> {
  let found = calls.get(module)
  if (found === undefined) {
    const made = new Map<t.Node, Call>()
    t.traverseFast(module.program, node => {
      if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
      for (const argument of node.arguments) made.set(argument, node)
    })
    calls.set(module, made)
    found = made
  }
  return found
}

const sources = new WeakMap<Module, string[]>()

/** What a module imports or requires. */
function sourcesOf(module: Module): readonly string[] {
  let found = sources.get(module)
  if (found === undefined) {
    const made: string[] = []
    t.traverseFast(module.program, node => {
      if ('source' in node && node.source && t.isStringLiteral(node.source as t.Node))
        made.push((node.source as t.StringLiteral).value)
      const isRequire = node.type === 'CallExpression' && t.isIdentifier(node.callee, { name: 'require' })
      if (isRequire && t.isStringLiteral(node.arguments[0])) made.push(node.arguments[0].value)
    })
    sources.set(module, made)
    found = made
  }
  return found
}
