import * as t from '@babel/types'
import { type Fn, isWithin, type Module } from '@iaso/babel-plugin'
import { type Call, callsWith } from './calls.js'
import { nameOf } from './names.js'

/** `Promise`, `this.Promise`, `promiseImpl`, `PCancelable`; what waits until somebody asks calls later. */
const PROMISES = /^Bluebird$|[pP]romise(Impl|Class|Constructor|Ctor)?$|^PCancelable$|^PProgress$/
const LAZY = /lazy/i
/** Of libraries: `Promise.fromCallback(done => …)`. */
const AT_ONCE = /^(fromCallback|fromNode|try|attempt)$/

/** Events that tell what is on its way, and that who waits for one of them waits for a moment. */
const ON_ITS_WAY =
  /^(connect|connected|secureConnect|secure|lookup|socket|open|opened|ready|listening|online|spawn|upgrade|response|continue|drain|readable|finish|load|loaded|init|initialized|start|started)$/

/** What is read to its end, which a connection comes to when it is closed. */
const READ = /^_?(req|request|res|resp|response|stream|body|reader)$|(Request|Response|Stream|Body|Reader)$/

/** Handed to who makes a promise, and calls it before that is there: `new Promise((resolve, reject) => …)`. */
export function isExecutor(call: Call, argument: t.Node): boolean {
  const name = lastName(call.callee as t.Node)
  if (call.arguments[0] !== argument || name === undefined || LAZY.test(name)) return false
  if (call.type !== 'NewExpression') {
    const object = t.isMemberExpression(call.callee) ? lastName(call.callee.object) : undefined
    return object !== undefined && PROMISES.test(object) && AT_ONCE.test(name)
  }
  return PROMISES.test(name)
}

/** `socket.once('connect', f)`, and `request.once('error', f)` where `f` settles a promise: it is called once, for what is in progress. */
export function isOnceInProgress(call: Call, argument: t.Node, fn: Fn, module: Module): boolean {
  const { callee, arguments: args } = call
  const [event, listener, ...more] = args
  if (listener !== argument || more.length > 0 || call.type === 'NewExpression') return false
  if (!t.isMemberExpression(callee) || lastName(callee) !== 'once') return false
  if (t.isStringLiteral(event) && ON_ITS_WAY.test(event.value)) return true
  const isRead = t.isStringLiteral(event, { value: 'end' }) && READ.test(lastName(callee.object) ?? '')
  return isRead || settles(fn, module)
}

/** It has, or functions in it have, what settles a promise that the code around makes: `resolve`, or a function around it that calls that. */
function settles(fn: Fn, module: Module): boolean {
  return [fn, ...module.functions.filter(each => isWithin(each, fn))].some(({ captured }) =>
    captured.some(({ kind, owner, node }) => {
      if (owner === null || isWithin(owner, fn) || !makesPromise(owner, module)) return false
      const helper = module.functions.find(each => each.parent === owner && nameOf(each, module)?.node === node)
      return kind === 'param' || (helper?.captured.some(each => each.kind === 'param' && each.owner === owner) ?? false)
    }),
  )
}

function makesPromise({ node }: Fn, module: Module): boolean {
  const call = callsWith(module).get(node)
  return call !== undefined && isExecutor(call, node)
}

function lastName(node: t.Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  const isNamed = t.isMemberExpression(node) && !node.computed && node.property.type === 'Identifier'
  return isNamed ? (node.property as t.Identifier).name : undefined
}
