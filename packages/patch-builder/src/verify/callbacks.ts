import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import { type Call, callsWith } from './calls.js'
import { isExecutor } from './settling.js'

/** Of arrays and strings: `list.map(f)`. Of libraries: `_.map(list, f)`, `each(list, f)`. */
const METHODS =
  /^(map|filter|forEach|reduce|reduceRight|some|every|find|findIndex|findLast|findLastIndex|flatMap|sort|toSorted)$/
const FUNCTIONS =
  /^(map|filter|forEach|reduce|reduceRight|some|every|any|all|find|findIndex|flatMap|sortBy|each|eachRight|arrayEach|baseEach|forOwn|forIn|mapValues|groupBy|keyBy|uniqBy|pickBy|omitBy|times)$/
/** Promises and timers that fire once: they call back once, and that is a call in progress. */
const ONCE = /^(then|catch|finally|caught|fail|lastly|spread|tapCatch|asCallback|nodeify)$/
const SOON = /^(setTimeout|setImmediate|nextTick|queueMicrotask|requestAnimationFrame|requestIdleCallback|setState)$/
/** `setCount(count => count + 1)`: React's setters are variables; other setters keep what they are given. */
const SETTER = /^set(?!Interval$)[A-Z]\w*$/
/** Who makes them. */
const SETTERS = /^(react|preact|solid-js|inferno)\b/
/** These keep what they are given. */
const KEEPERS =
  /^(on|once|use|get|all|post|param|handle|catchError|error|subscribe|watch|observe|consume|receive|respond|tap|hook|plugin)$|^(on|set|use|add|prepend|register|intercept|watch|tap)[A-Z]/
/** Of these, who asks for something: `request.get(url, (err, response, body) => …)`. */
const VERBS = /^(get|post|all)$/
/** Libraries whose functions take the list first, and a callback alone for later. */
const UTILITIES = /^(_|R|fp|lodash|ramda|underscore|async)$/
/** Libraries whose `map` waits for what its callback is done with. */
const WAITING = /^(async|neoAsync|Promise|Bluebird|Q)$/
/** Libraries whose `map` keeps its callback. */
const LAZY = /^(@?rx|reactivex|most|xstream|bacon|kefir|highland|immutable|ix$|lazy)/i

/** Handed to who calls back at once, or once, and keeps nothing. */
export function isHandedAtOnce(node: t.Node, module: Module): boolean {
  const call = callsWith(module).get(node)
  return call !== undefined && handedFor(call, node, node, module) !== undefined
}

/**
 * Who is handed a function calls it before the call is over (`call`), or once, when something is done (`operation`), and keeps nothing.
 *
 * @param fn the function that `argument` stands for
 */
export function handedFor(call: Call, argument: t.Node, fn: t.Node, module: Module): 'call' | 'operation' | undefined {
  const at = call.arguments.indexOf(argument as t.Expression)
  const { callee } = call
  if (isExecutor(call, argument)) return 'call'
  if (call.type === 'NewExpression') return undefined
  const name = t.isMemberExpression(callee) && !callee.computed ? callee.property : callee
  if (!t.isIdentifier(name)) return undefined
  if (SOON.test(name.name)) return at === 0 ? 'operation' : undefined
  if (name === callee && SETTER.test(name.name) && sourcesOf(module).some(source => SETTERS.test(source)))
    return at === 0 ? 'call' : undefined
  if (isOfNode(fn, name.name) && at === call.arguments.length - 1) return 'operation'
  if (at > 0 && FUNCTIONS.test(name.name) && !isLazy(callee as t.Node, module))
    return WAITING.test(rootOf(callee as t.Node)) ? 'operation' : 'call'
  if (!t.isMemberExpression(callee)) return undefined
  if (ONCE.test(name.name)) return 'operation'
  return isOfMethod(callee.object, name.name, at, module) ? 'call' : undefined
}

/** Waits for a time to pass, or for the screen. */
export function isTimeout({ callee }: Call): boolean {
  const name = t.isMemberExpression(callee) && !callee.computed ? callee.property : callee
  return t.isIdentifier(name) && /^(setTimeout|setInterval|request\w+)$/.test(name.name)
}

/** `setTimeout(f)`, which may well be asked for again and again. */
export function isTimer({ callee }: Call): boolean {
  const name = t.isMemberExpression(callee) && !callee.computed ? callee.property : callee
  return t.isIdentifier(name) && SOON.test(name.name)
}

/** `list.map(f)`: the name of a method that arrays have; objects of the program may have one that keeps what it is given. */
export function methodOfArrays({ callee }: Call): string | undefined {
  const isMember = t.isMemberExpression(callee, { computed: false }) && t.isIdentifier(callee.property)
  const name = isMember ? (callee.property as t.Identifier).name : ''
  return METHODS.test(name) && !isList((callee as t.MemberExpression).object) ? name : undefined
}

/** `[a, b]`, `Object.keys(o)`, `text.split(',')`, and what such methods make of them. */
function isList(node: t.Node): boolean {
  if (node.type === 'ArrayExpression') return true
  if (node.type !== 'CallExpression' || !t.isMemberExpression(node.callee)) return false
  const { object, property } = node.callee
  if (t.isIdentifier(object) && /^(Object|Array|Reflect)$/.test(object.name)) return true
  return t.isIdentifier(property) && (/^(split|match)$/.test(property.name) || isList(object))
}

function isOfMethod(object: t.Node, name: string, at: number, module: Module): boolean {
  if (name === 'replace' || name === 'replaceAll') return at === 1
  if (rootOf(object) === 'JSON' || (name === 'from' && rootOf(object) === 'Array')) return at === 1
  const isUtility = object.type === 'Identifier' && UTILITIES.test(object.name)
  return METHODS.test(name) && at === 0 && !isUtility && !isLazy(object, module)
}

/** `(error, data) => …` as the last argument: Node's convention for who is called once, when something is done. */
function isOfNode(node: t.Node, name: string): boolean {
  const params = t.isFunction(node) ? node.params : []
  if (!t.isIdentifier(params[0]) || !/^(err|error|er)$/.test(params[0].name)) return false
  // `app.get('/', (err, req, res, next) => …)` is a route; a request is answered with an error and one or two more
  return !KEEPERS.test(name) || (VERBS.test(name) && (params.length === 2 || params.length === 3))
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
