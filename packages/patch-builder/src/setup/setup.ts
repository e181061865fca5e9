import * as t from '@babel/types'
import { type Fn, fnOf, type Module } from '@iaso/babel-plugin'
import { callsOf } from '../screen/signature.js'

/** Vue calls it once an instance: what it makes is what the instance lives with. */
export interface Setup {
  readonly fn: Fn
  readonly module: Module
  /** All but functions and constants, which are made anew without anybody noticing. */
  readonly statements: readonly t.Statement[]
  /** The function that renders; nothing: it answers an object with names. */
  readonly render: Fn | undefined
  /** Property → variable, of an object that it answers. */
  readonly answer: ReadonlyMap<string, string> | undefined
}

/** Of a function that can be called again for an instance that is on the screen: one that doesn't wait, and that ends with its only answer. */
export function setupOf(fn: Fn, module: Module): Setup | undefined {
  if (!isSetup(fn, module) || fn.async || fn.skipped !== undefined) return undefined
  const { body } = fn.node as t.ObjectMethod
  if (body.body.some(({ type }) => type === 'ClassDeclaration')) return undefined
  const last = body.body.at(-1)
  if (last?.type !== 'ReturnStatement' || !last.argument) return undefined
  const render = fnOf(module).get(last.argument)
  const answer = last.argument.type === 'ObjectExpression' ? answerOf(last.argument) : undefined
  if (render === undefined && answer === undefined) return undefined
  const statements = body.body.slice(0, -1).filter(statement => !isPlain(statement))
  return { fn, module, statements, render, answer }
}

/** `setup(props) { … }` among the options of a component, in a module that imports Vue. */
export function isSetup({ name, node }: Fn, module: Module): boolean {
  return name === 'setup' && node.type === 'ObjectMethod' && importsVue(module)
}

/** The one that a function stands in. */
export function setupAround(fn: Fn, module: Module): Fn | undefined {
  for (let at: Fn | null = fn; at !== null; at = at.parent) if (isSetup(at, module)) return at
  return undefined
}

/** It is what `setup` answers. */
export function isVueRender({ node }: Fn, setup: Fn): boolean {
  const last = (setup.node as t.ObjectMethod).body.body.at(-1)
  return last?.type === 'ReturnStatement' && last.argument === node
}

export function importsVue({ program }: Module): boolean {
  return program.body.some(node => node.type === 'ImportDeclaration' && node.source.value === 'vue')
}

/** `{ count, send: submit }` */
function answerOf({ properties }: t.ObjectExpression): Map<string, string> | undefined {
  const names = new Map<string, string>()
  for (const each of properties) {
    if (each.type !== 'ObjectProperty' || each.computed) return undefined
    const key = t.isIdentifier(each.key) ? each.key.name : t.isStringLiteral(each.key) ? each.key.value : undefined
    if (key !== undefined && t.isIdentifier(each.value)) names.set(key, each.value.name)
  }
  return names
}

/** Nothing that an instance keeps. */
export function isPlain(statement: t.Statement): boolean {
  if (statement.type === 'FunctionDeclaration') return true
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return false
  return statement.declarations.every(({ init }) => t.isFunction(init) || t.isLiteral(init))
}

/** What a statement declares by one call: `const total = computed(…)`. */
export interface Made {
  readonly id: t.LVal | t.VoidPattern
  readonly init: t.Expression
  /** Name of the function that is called; empty: nothing is called. */
  readonly callee: string
  /** Vue's own. */
  readonly isVue: boolean
}

export function madeBy(statement: t.Statement, { references }: Module): Made | undefined {
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const' || statement.declarations.length !== 1)
    return undefined
  const { id, init } = statement.declarations[0] as t.VariableDeclarator
  if (!init) return undefined
  const callee = init.type === 'CallExpression' && t.isIdentifier(init.callee) ? init.callee : undefined
  const imported = callee && references.get(callee)?.binding?.imported
  const isVue = imported?.source === 'vue'
  return { id, init, callee: (isVue ? imported.name : callee?.name) ?? '', isVue }
}

const STATE = /^(?:shallowRef|ref|reactive|shallowReactive)$/
const DERIVED =
  /^(?:computed|inject|readonly|shallowReadonly|toRaw|toRef|toRefs|unref|useAttrs|useSlots|useTemplateRef)$/

/** It keeps what a person did, and can be handed to another run of `setup`. */
export function isState({ isVue, callee, id }: Made): boolean {
  return isVue && STATE.test(callee) && id.type === 'Identifier'
}

/** To make it again does nothing, and what comes out is as good. */
export function isRepeatable({ isVue, callee, init }: Made, setup: Setup): boolean {
  if (isVue) return DERIVED.test(callee)
  return callee === '' && !holdsCall(init, setup)
}

function holdsCall(node: t.Node, { fn, module }: Setup): boolean {
  return [...callsOf(fn, module)].some(
    call => (call.start ?? 0) >= (node.start ?? 0) && (call.end ?? 0) <= (node.end ?? 0),
  )
}

export function namesIn(id: t.Node): string[] {
  return Object.keys(t.getBindingIdentifiers(id))
}
