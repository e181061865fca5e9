import * as t from '@babel/types'
import { type Fn, fnOf, type Module } from '@iaso/babel-plugin'
import { ELEMENT, lastName } from './places.js'

/** An element as a component makes it. */
export interface Element {
  /** `"p"` in quotes for one of the page's own, else the name of a component; `{children}`: what others have made. */
  readonly type: string
  readonly key: string
  /** For each place among its children, the elements of which one may stand there. */
  readonly places: readonly (readonly Element[])[]
  readonly node: t.Node
}

/** What a component answers: the elements of which one is at its root. */
export function rootsOf(fn: Fn, module: Module): Element[] {
  const { node } = fn
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement')
    return elementsIn(node.body, fn, module)
  const roots: Element[] = []
  const index = fnOf(module)
  const visit = (at: t.Node): void => {
    if (at !== node && index.has(at)) return
    if (at.type === 'ReturnStatement' && at.argument) roots.push(...elementsIn(at.argument, fn, module))
    for (const key of t.VISITOR_KEYS[at.type] ?? []) {
      const child = (at as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      for (const each of Array.isArray(child) ? child : [child]) if (each) visit(each)
    }
  }
  visit(node)
  return roots
}

/** The elements that an expression may give; lists that are made by a function have keys, and places of their own. */
function elementsIn(node: t.Node, fn: Fn, module: Module, seen: ReadonlySet<t.Node> = new Set()): Element[] {
  const within = (...nodes: t.Node[]) => nodes.flatMap(each => elementsIn(each, fn, module, seen))
  switch (node.type) {
    case 'LogicalExpression':
      return within(node.left, node.right)
    case 'ConditionalExpression':
      return within(node.consequent, node.alternate)
    case 'ParenthesizedExpression':
      return within(node.expression)
    case 'SequenceExpression':
      return within(node.expressions.at(-1) as t.Node)
    case 'Identifier': {
      if (seen.has(node)) return []
      const values = valuesOf(node, fn, module)
      if (values.length === 0 && node.name === 'children') return [given(node)]
      return values.flatMap(each => elementsIn(each, fn, module, new Set([...seen, node, each])))
    }
    case 'MemberExpression':
      return lastName(node) === 'children' ? [given(node)] : []
    case 'CallExpression':
      if (ELEMENT.test(lastName(node.callee))) return [element(node, fn, module, seen)]
      return MAKERS.test(lastName(node.callee)) ? [given(node)] : []
    default:
      return []
  }
}

/** Functions that are called for elements: `children(form)`, `renderRow()`. */
const MAKERS = /^(?:children|render(?:[A-Z]\w*)?)$/

/** What a component is handed to show: somebody else's elements, whichever they are. */
function given(node: t.Node): Element {
  return { type: '{children}', key: '', places: [], node }
}

/** React Compiler puts elements into variables first. */
function valuesOf(name: t.Identifier, fn: Fn, module: Module): t.Node[] {
  const binding = module.references.get(name)?.binding
  if (binding === undefined || binding.owner !== fn) return []
  const values: t.Node[] = []
  t.traverseFast(fn.node, node => {
    if (node.type === 'VariableDeclarator' && node.id === binding.node && node.init) values.push(node.init)
    if (node.type === 'AssignmentExpression' && module.references.get(node.left)?.binding === binding)
      values.push(node.right)
  })
  return values
}

function element(node: t.CallExpression, fn: Fn, module: Module, seen: ReadonlySet<t.Node>): Element {
  const [type, props, ...rest] = node.arguments as t.Node[]
  const isClassic = /createElement|^h$/.test(lastName(node.callee))
  const own = isClassic ? rest : childrenIn(props)
  const name = type === undefined ? '' : nameOf(type)
  const spread = own.length === 0 && !VOID.test(name) ? spreadIn(props) : undefined
  return {
    type: name,
    key: isClassic ? textOf(propertyOf(props, 'key')) : textOf(rest[0]),
    places: spread ? [[given(spread)]] : own.map(each => elementsIn(each, fn, module, seen)),
    node,
  }
}

function childrenIn(props: t.Node | undefined): t.Node[] {
  const children = propertyOf(props, 'children')
  if (children === undefined) return []
  return children.type === 'ArrayExpression' ? children.elements.map(each => each ?? t.nullLiteral()) : [children]
}

/** `<div {...props} />` may have children by that. */
function spreadIn(props: t.Node | undefined): t.Node | undefined {
  return props?.type === 'ObjectExpression' ? props.properties.find(({ type }) => type === 'SpreadElement') : undefined
}

/** They have no children. */
const VOID = /^"(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)"$/

function propertyOf(props: t.Node | undefined, name: string): t.Node | undefined {
  if (props?.type !== 'ObjectExpression') return undefined
  for (const each of props.properties)
    if (each.type === 'ObjectProperty' && t.isIdentifier(each.key, { name })) return each.value
  return undefined
}

function nameOf(type: t.Node): string {
  if (t.isStringLiteral(type)) return JSON.stringify(type.value)
  if (t.isIdentifier(type)) return type.name
  return t.isMemberExpression(type) && t.isIdentifier(type.property)
    ? `${nameOf(type.object)}.${type.property.name}`
    : '?'
}

function textOf(key: t.Node | undefined): string {
  if (key === undefined) return ''
  return t.isStringLiteral(key) || t.isNumericLiteral(key) ? String(key.value) : '…'
}
