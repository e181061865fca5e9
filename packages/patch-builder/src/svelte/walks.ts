import * as t from '@babel/types'
import { helperOf } from './svelte.js'

/** A place in a template: positions from the top down. */
export type Path = readonly number[]

/** What a function does with one template, by hand of the names that it gives to nodes. */
export interface Walk {
  /** Name of the template. */
  readonly template: string
  /** Variable → its node. */
  readonly places: ReadonlyMap<string, Path>
  /** All that isn't going from node to node. */
  readonly rest: readonly t.Statement[]
}

const STEPS = /^(?:first_child|child|only_child|sibling)$/

/** @returns undefined: it is no function with one template, or goes about it in a way of its own */
export function walkOf(body: t.BlockStatement): Walk | undefined {
  const places = new Map<string, Path | 'fragment'>()
  const rest: t.Statement[] = []
  let template: string | undefined
  for (const statement of body.body) {
    const { id, init } = declared(statement)
    const made = id && init?.type === 'CallExpression' && t.isIdentifier(init.callee) ? init.callee.name : undefined
    if (id !== undefined && made !== undefined && /^root(?:_\d+)?$/.test(made)) {
      if (template !== undefined) return undefined
      template = made
      places.set(id, /^fragment(?:_\d+)?$/.test(id) ? 'fragment' : [0])
    } else if (id !== undefined && init?.type === 'CallExpression' && STEPS.test(helperOf(init) ?? '')) {
      const path = step(init, places)
      if (path === undefined) return undefined
      places.set(id, path)
    } else if (!isStepping(statement)) {
      if (mentionsSteps(statement)) return undefined
      rest.push(statement)
    }
  }
  if (template === undefined) return undefined
  const named = [...places].flatMap(([name, path]) => (path === 'fragment' ? [] : [[name, path] as const]))
  return { template, places: new Map(named), rest }
}

function declared(statement: t.Statement): { readonly id?: string; readonly init?: t.Expression | null | undefined } {
  if (statement.type !== 'VariableDeclaration' || statement.declarations.length !== 1) return {}
  const { id, init } = statement.declarations[0] as t.VariableDeclarator
  return t.isIdentifier(id) ? { id: id.name, init } : {}
}

/** `$.sibling($.first_child(fragment), 2)` */
function step(node: t.Node | undefined, places: ReadonlyMap<string, Path | 'fragment'>): Path | undefined {
  if (t.isIdentifier(node)) {
    const place = places.get(node.name)
    return place === 'fragment' ? [] : place
  }
  if (node?.type !== 'CallExpression') return undefined
  const [first, count] = node.arguments
  const from = step(first, places)
  if (from === undefined) return undefined
  switch (helperOf(node)) {
    case 'first_child':
    case 'child':
    case 'only_child':
      return [...from, 0]
    case 'sibling': {
      const by = count === undefined ? 1 : t.isNumericLiteral(count) ? count.value : undefined
      const last = from.at(-1)
      return by === undefined || last === undefined ? undefined : [...from.slice(0, -1), last + by]
    }
    default:
      return undefined
  }
}

/** `$.reset(p)`, `$.next(2)`: for hydration. */
function isStepping(statement: t.Statement): boolean {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return false
  return /^(?:reset|next)$/.test(helperOf(statement.expression) ?? '')
}

function mentionsSteps(statement: t.Node): boolean {
  let found = false
  const visit = (node: t.Node): void => {
    if (t.isFunction(node)) return
    if (node.type === 'CallExpression' && STEPS.test(helperOf(node) ?? '')) found = true
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      for (const each of Array.isArray(child) ? child : [child]) if (each) visit(each)
    }
  }
  visit(statement)
  return found
}
