import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import { helperOf } from '../svelte/svelte.js'
import { isHandedAtOnce } from '../verify/callbacks.js'

/**
 * What becomes of a function where it is mentioned. `called`: nothing but a call. `element`: React calls it, for a fiber of its own. `handler`: called back
 * by an event. `given`: to a hook, or to who calls back at once. `named`: it gets a name. `wrapped`: a call of the top level makes something of it.
 * `property`: it can be asked for by that name. `held`: nobody can say who calls it.
 */
export type Use =
  | { readonly kind: 'called' | 'element' | 'handler' | 'given' | 'wrapped' | 'named' | 'held' }
  | { readonly kind: 'property'; readonly name: string }

export const ELEMENT = /^(_?jsxs?|_?jsxDEV|createElement|h)$/
const WRAPPER = /^(memo|forwardRef|lazy|observer|defineStore)$/

export function useOf(node: t.Node, module: Module): Use {
  const up = parentsOf(module)
  const parent = up.get(node)
  switch (parent?.type) {
    case 'CallExpression':
    case 'NewExpression':
    case 'OptionalCallExpression':
      return useInCall(node, parent, module)
    case 'JSXOpeningElement':
    case 'JSXClosingElement':
    case 'JSXMemberExpression':
      return { kind: 'element' }
    case 'VariableDeclarator':
    case 'FunctionDeclaration':
    case 'ExportDefaultDeclaration':
    case 'ExportSpecifier':
      return { kind: 'named' }
    case 'MemberExpression':
    case 'OptionalMemberExpression':
    case 'UnaryExpression':
    case 'BinaryExpression':
      return { kind: 'given' }
    case 'ObjectProperty':
      return useOfProperty(keyOf(parent))
    case 'JSXExpressionContainer': {
      const attribute = up.get(parent)
      return attribute?.type === 'JSXAttribute' ? useOfProperty(String(attribute.name.name)) : { kind: 'held' }
    }
    default:
      return t.isProgram(parent) || t.isStatement(node) ? { kind: 'named' } : { kind: 'held' }
  }
}

function useOfProperty(name: string | undefined): Use {
  if (name === undefined) return { kind: 'held' }
  return /^on[A-Z]/.test(name) ? { kind: 'handler' } : { kind: 'property', name }
}

function useInCall(
  node: t.Node,
  call: t.CallExpression | t.NewExpression | t.OptionalCallExpression,
  module: Module,
): Use {
  if (call.callee === node) return { kind: 'called' }
  // `$.push($$props, true, App, $$anchor)`: a component tells Svelte's adapter who it is
  if (call.type === 'CallExpression' && helperOf(call) === 'push') return { kind: 'given' }
  const name = lastName(call.callee as t.Node)
  if (ELEMENT.test(name)) return { kind: call.arguments[0] === node ? 'element' : 'held' }
  if (/^use[A-Z]/.test(name)) return { kind: KEEPS.test(name) ? 'held' : 'given' }
  if (WRAPPER.test(name)) return { kind: 'wrapped' }
  if (
    /^(computed|onErrorCaptured|on(Before)?(Mount|Unmount|Update|RouteLeave|RouteUpdate)(ed)?|on(A|Dea)ctivated|watch(Effect|PostEffect|SyncEffect)?)$/.test(
      name,
    )
  )
    return { kind: 'given' }
  if (isHandedAtOnce(node, module) || /^(addEventListener|set(Timeout|Interval)|subscribe|on)$/.test(name))
    return { kind: 'given' }
  return { kind: 'held' }
}

/** Hooks that go on holding what they were first given. */
export const KEEPS = /^use(State|Reducer|Ref)$/

/** `useState` of `useState`, `React.useState`, `(0, react.useState)`. */
export function lastName(callee: t.Node): string {
  const last = callee.type === 'SequenceExpression' ? (callee.expressions.at(-1) as t.Node) : callee
  const name = t.isMemberExpression(last) && !last.computed ? last.property : last
  return t.isIdentifier(name) ? name.name : ''
}

function keyOf({ key, computed }: t.ObjectProperty): string | undefined {
  if (t.isIdentifier(key) && !computed) return key.name
  return t.isStringLiteral(key) ? key.value : undefined
}

/** Names that the statement of the top level declares in which a node stands; `default` for a default export. */
export function itemNames(node: t.Node, module: Module): string[] {
  const up = parentsOf(module)
  let at: t.Node | undefined = node
  for (; at !== undefined; at = up.get(at)) {
    const parent = up.get(at)
    if (at.type === 'VariableDeclarator' && isTopLevel(parent, up)) return Object.keys(t.getBindingIdentifiers(at.id))
    if (parent?.type === 'ExportDefaultDeclaration')
      return t.isFunctionDeclaration(at) || t.isClassDeclaration(at) ? [at.id?.name ?? 'default'] : ['default']
    if (parent?.type === 'Program') return Object.keys(t.getOuterBindingIdentifiers(at))
  }
  return []
}

function isTopLevel(declaration: t.Node | undefined, up: ReadonlyMap<t.Node, t.Node>): boolean {
  const parent = declaration && up.get(declaration)
  return parent?.type === 'Program' || parent?.type === 'ExportNamedDeclaration'
}
