import * as t from '@babel/types'
import { callsNamed, type Fn, fnOf, isModuleLevel, type Module, ownParts } from '@iaso/babel-plugin'

/**
 * The hooks that a component or custom hook calls itself, in order. React keeps their state by position: one more or less, and the
 * component that is on the screen breaks.
 */
export function hookSequence(fn: Fn, module: Module): string {
  const hooks: string[] = []
  const index = fnOf(module)
  const visit = (node: t.Node): void => {
    if (node !== fn.node && index.has(node)) return
    if (node.type === 'CallExpression') noteHook(node, module, hooks)
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key]
      if (Array.isArray(child)) for (const each of child) each && visit(each)
      else if (child) visit(child)
    }
  }
  for (const part of ownParts(fn.node)) visit(part)
  return hooks.join(', ')
}

/** React's `use` keeps nothing by position; `app.use(…)` and `app.useGlobalPipes(…)` are no hooks at all. */
function noteHook({ callee }: t.CallExpression, module: Module, hooks: string[]): void {
  const last = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : callee
  const name =
    last?.type === 'Identifier' ? last : last && isOfLibrary(last, module) && !last.computed ? last.property : undefined
  if (name?.type === 'Identifier' && /^use[A-Z]/.test(name.name)) hooks.push(name.name)
}

/** `React.useState`: what is imported, required or global has hooks, no variable of a function has. */
function isOfLibrary(node: t.Node, module: Module): node is t.MemberExpression {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return false
  const binding = module.references.get(node.object)?.binding
  return binding === undefined || isModuleLevel(binding)
}

/** A component or custom hook: its variables are made again at each render. */
export function isRendered(fn: Fn, module: Module): boolean {
  return isComponent(fn, module) || (/^use[A-Z]/.test(fn.name) && hookSequence(fn, module) !== '')
}

/** A function with a component's name that makes elements or calls hooks. */
export function isComponent(fn: Fn, module: Module): boolean {
  return /^[A-Z]/.test(fn.name) && (hookSequence(fn, module) !== '' || makesElements(fn))
}

export function makesElements({ node }: Fn): boolean {
  return callsNamed(node, /^(_?jsxs?|_?jsxDEV|createElement|h)$/)
}
