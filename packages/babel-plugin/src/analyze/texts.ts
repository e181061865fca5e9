import type * as t from '@babel/types'
import type { Fn, Module, TextRead } from './model.js'
import { contains } from './params.js'
import type { Walk } from './walk.js'

/** Who runs a function they are given somewhere else, from its text: drivers of browsers. */
const SHIPPERS = new Set([
  'evaluate',
  'evaluateHandle',
  'evaluateOnNewDocument',
  '$eval',
  '$$eval',
  'waitForFunction',
  'addInitScript',
  'executeScript',
  'executeAsyncScript',
])

/** Methods of an AngularJS module that take a function and read the names of its parameters. */
const INJECTORS = new Set([
  'animation',
  'config',
  'controller',
  'decorator',
  'directive',
  'factory',
  'filter',
  'provider',
  'run',
  'service',
])

/** `x` in `'' + x`, `${x}`, `String(x)`, …: if that is a function, its text is read. */
export function noteText(walk: Walk, node: t.Node | null | undefined, whole = true): void {
  if (node?.type === 'ParenthesizedExpression') noteText(walk, node.expression, whole)
  else if (node && (node.type === 'Identifier' || isFunctionLike(node))) walk.module.texts.push({ node, whole })
}

/** What a call reads the text of. */
export function noteCall(walk: Walk, { callee, arguments: args }: t.CallExpression | t.OptionalCallExpression): void {
  // String(f)
  if (callee.type === 'Identifier' && callee.name === 'String') walk.module.texts.push(...stringified(callee, args[0]))
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return
  const { name } = callee.property
  // f.toString()
  if (name === 'toString' && args.length === 0) noteText(walk, callee.object)
  // Function.prototype.toString.call(f)
  else if ((name === 'call' || name === 'apply') && isToString(callee.object)) noteText(walk, args[0])
  else if (SHIPPERS.has(name)) for (const argument of args) noteLiteral(walk, argument, true)
  else if (INJECTORS.has(name) && isAngularModule(walk, callee.object)) noteText(walk, args.at(-1), false)
  else if (name === 'autoInject') noteProperties(walk, args[0])
}

/** new Blob([f]), new Blob(['(', f, ')()']) */
export function noteConstruction(walk: Walk, { callee, arguments: args }: t.NewExpression): void {
  if (callee.type !== 'Identifier' || callee.name !== 'Blob' || args[0]?.type !== 'ArrayExpression') return
  for (const part of args[0].elements) noteText(walk, part)
}

/** The functions whose text something reads: what a guard would put into it is not what was written. */
export function readAsText(module: Module): ReadonlySet<Fn> {
  const found = new Set<Fn>()
  for (const read of module.texts) {
    const node = functionOf(read, module)
    if (node === undefined) continue
    for (const fn of module.functions) if (fn.node === node || (read.whole && contains(node, fn.node))) found.add(fn)
  }
  return found
}

/** A class expression or declaration whose text is read: nothing is put into its body. */
export function isReadAsText(node: t.Node, module: Module): boolean {
  return module.texts.some(read => {
    const target = read.whole ? functionOf(read, module) : undefined
    return target !== undefined && contains(target, node)
  })
}

/** The function or class that an expression is known to be. */
function functionOf({ node, global }: TextRead, module: Module): t.Node | undefined {
  if (global !== undefined && module.references.get(global)?.binding !== undefined) return undefined
  if (node.type !== 'Identifier') return node
  const binding = module.references.get(node)?.binding
  return binding === undefined || binding.assigned ? undefined : module.named.get(binding.node)
}

function stringified(global: t.Identifier, node: t.Node | undefined): TextRead[] {
  return node && (node.type === 'Identifier' || isFunctionLike(node)) ? [{ node, whole: true, global }] : []
}

/** Only a function that is written right there: the same words name other methods, which take functions to call them. */
function noteLiteral(walk: Walk, node: t.Node | undefined, whole: boolean): void {
  if (node && isFunctionLike(node)) walk.module.texts.push({ node, whole })
}

/** async.autoInject({ a: function (b, callback) {}, … }) */
function noteProperties(walk: Walk, tasks: t.Node | undefined): void {
  if (tasks?.type !== 'ObjectExpression') return
  for (const property of tasks.properties)
    if (property.type === 'ObjectProperty') noteText(walk, property.value, false)
    else if (property.type === 'ObjectMethod') walk.module.texts.push({ node: property, whole: false })
}

/** `Function.prototype.toString`, `(function () {}).toString` */
function isToString(node: t.Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    !node.computed &&
    node.property.type === 'Identifier' &&
    node.property.name === 'toString'
  )
}

/** `angular.module('x')`, what it is chained with, or a name for it. */
function isAngularModule(walk: Walk, node: t.Node): boolean {
  if (node.type === 'Identifier') return walk.module.angular.has(node.name)
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false
  const { object, property } = node.callee
  if (property.type !== 'Identifier') return false
  if (property.name === 'module' && object.type === 'Identifier' && object.name === 'angular') return true
  return (
    (INJECTORS.has(property.name) || property.name === 'value' || property.name === 'constant') &&
    isAngularModule(walk, object)
  )
}

/** `const app = angular.module('app', [])` */
export function noteNamed(walk: Walk, id: t.Node, init: t.Node | null | undefined): void {
  if (id.type !== 'Identifier' || !init) return
  if (isFunctionLike(init)) walk.module.named.set(id, init)
  else if (init.type === 'CallExpression' && isAngularModule(walk, init)) walk.module.angular.add(id.name)
}

function isFunctionLike({ type }: t.Node): boolean {
  return type === 'FunctionExpression' || type === 'ArrowFunctionExpression' || type === 'ClassExpression'
}
