import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import type { Mapping } from '@iaso/protocol'
import type { Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'

/** The release brought the adapter along. */
export function hasSvelte({ unguarded }: Pick<Mapping, 'unguarded'>): boolean {
  return Object.keys(unguarded).some(path => path.startsWith('@iaso/svelte/'))
}

const LIBRARY = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/[^?]*\.svelte(?:\.[jt]s)?(?:\?|$)/

/** Packages with components, or modules, that Svelte's compiler made code of: nobody looks into their derived values. */
export function svelteLibraries({ unguarded }: Pick<Mapping, 'unguarded'>): string[] {
  return [...new Set(Object.keys(unguarded).flatMap(path => LIBRARY.exec(path)?.[1] ?? []))].sort()
}

/** Svelte's compiler made it. */
export function isSvelte({ input, mapping }: Program, path: string): boolean {
  const { resolutions } = input.modules[path] ?? mapping.modules[path] ?? { resolutions: {} }
  return Object.keys(resolutions).some(specifier => /^svelte\/internal(?:\/client)?$/.test(specifier))
}

/** `function App($$anchor, $$props)`, and what is within a block: called once an instance. */
export function isSvelteComponent({ node }: Fn): boolean {
  const [first] = 'params' in node ? node.params : []
  return t.isIdentifier(first, { name: '$$anchor' })
}

/** Where a function is handed to Svelte: `$.if(node, fn)`; `isListed`: `$.template_effect(show, [fn])`. */
export interface Place {
  readonly name: string
  readonly at: number
  readonly isListed: boolean
  readonly call: t.CallExpression
}

export function placeOf(node: t.Node, module: Module): Place | undefined {
  const up = parentsOf(module)
  const holder = up.get(node)
  const argument = holder?.type === 'ArrayExpression' ? holder : node
  const call = up.get(argument)
  if (call?.type !== 'CallExpression' || call.callee === argument) return undefined
  const name = helperOf(call)
  if (name === undefined) return undefined
  return { name, at: call.arguments.indexOf(argument as t.Expression), isListed: argument !== node, call }
}

/** `if` of `$.if(…)` */
export function helperOf({ callee }: t.CallExpression): string | undefined {
  if (!t.isMemberExpression(callee) || callee.computed || !t.isIdentifier(callee.object, { name: '$' }))
    return undefined
  return t.isIdentifier(callee.property) ? callee.property.name : undefined
}

/** Of a function's body. */
export function statementsOf(node: t.Node): readonly t.Statement[] {
  return t.isFunction(node) && t.isBlockStatement(node.body) ? node.body.body : []
}

/** `$.push(…)` as a statement */
export function callOf(statement: t.Statement, helper: string): t.CallExpression | undefined {
  const call = statement.type === 'ExpressionStatement' ? statement.expression : undefined
  return call?.type === 'CallExpression' && helperOf(call) === helper ? call : undefined
}
