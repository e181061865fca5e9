import * as t from '@babel/types'
import type { Binding, Fn, Module, Reference } from '@iaso/babel-plugin'
import type { Program } from '../program.js'
import { calledBy } from './called.js'
import { callsWith } from './calls.js'
import { declared, nameOf } from './names.js'
import { calleesOf } from './run-once.js'

/**
 * Loading the release's modules has run this function, as far as calls by name tell: what it makes is there in every process. Others may have
 * run as well; whether they have, only the process knows.
 */
export function runsAtStart(fn: Fn, module: Module, program: Program, asked = new Set<Fn>()): boolean {
  if (asked.has(fn)) return false
  asked.add(fn)
  if (calleesOf(module).has(fn.node)) return runsWith(fn.parent, module, program, asked)
  const binding = calledName(fn, module)
  const own = binding?.references.filter(({ node }) => calleesOf(module).has(node)) ?? []
  if (own.some(({ fn: user }) => user !== fn && runsWith(user, module, program, asked))) return true
  const named = binding?.references.filter(({ fn: user }) => user === null).map(({ node }) => node) ?? []
  if (fn.parent === null && [fn.node, ...named].some(node => isRunWhenLoaded(node, module))) return true
  return fn.parent === null && importersOf(module.path, program).some(each => callsFrom(each, fn, program, asked))
}

/** `$(start)`, `document.addEventListener('DOMContentLoaded', start)` */
function isRunWhenLoaded(node: t.Node, module: Module): boolean {
  const call = callsWith(module).get(node)
  if (call === undefined) return false
  const name = t.isMemberExpression(call.callee) ? call.callee.property : call.callee
  const isNamed = t.isIdentifier(name) && /^(\$|jQuery|ready|domReady|whenReady)$/.test(name.name)
  return (
    isNamed ||
    call.arguments.some(each => t.isStringLiteral(each) && /^(DOMContentLoaded|load|ready)$/.test(each.value))
  )
}

function runsWith(user: Fn | null, module: Module, program: Program, asked: Set<Fn>): boolean {
  return user === null || runsAtStart(user, module, program, asked)
}

/** Another module calls it. */
function callsFrom(importer: Module, fn: Fn, program: Program, asked: Set<Fn>): boolean {
  return [...calleesOf(importer)].some(callee => {
    const user = userOf(callee, importer)
    if (user === undefined || !isCallOf(callee, fn, importer, user.fn)) return false
    return runsWith(user.fn, importer, program, asked)
  })
}

function isCallOf(callee: t.Node, fn: Fn, module: Module, user: Fn | null): boolean {
  if (calledBy(callee, module, user).some(called => called.fn === fn)) return true
  // a class is found by its name
  const imported = module.references.get(callee)?.binding?.imported
  return imported !== undefined && fn.class !== null && fn.class.node.id?.name === imported.name
}

/** Of `create` and `lib.create`: where the name stands. */
function userOf(callee: t.Node, module: Module): Reference | undefined {
  let root = callee
  while (t.isMemberExpression(root)) root = root.object
  return module.references.get(root)
}

/** The name that a function is called by, and a class for its constructor. */
function calledName(fn: Fn, module: Module): Binding | undefined {
  const { class: klass } = fn
  if (klass === null) return nameOf(fn, module)
  return klass.node.id ? declared(klass.node.id, module) : undefined
}

/** So many modules are looked through. */
const MOST = 40

function importersOf(path: string, program: Program): Module[] {
  return Object.entries(program.mapping.modules)
    .filter(([from, { resolutions }]) => from !== path && Object.values(resolutions).includes(path))
    .slice(0, MOST)
    .map(([from]) => program.old(from))
}
