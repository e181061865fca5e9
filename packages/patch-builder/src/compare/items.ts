import * as t from '@babel/types'
import { type Fn, type Module, oncePerModule, shapeOf } from '@iaso/babel-plugin'
import { chosenBy } from './chosen.js'
import { enumOf } from './enums.js'
import { type Filled, filledBy } from './filled.js'
import { isPlain } from './pure.js'
import { type Slot, slotsOf } from './slots.js'

/** One thing at the top level of a module: a declaration with its names, a property that is set, or a statement that runs once. */
export interface Item {
  readonly kind: 'function' | 'class' | 'const' | 'let' | 'var' | 'default' | 'slot' | 'statement'
  /** Empty for properties and statements. */
  readonly names: readonly string[]
  readonly node: t.Node
  /** Initial value of a variable or default export. */
  readonly value: t.Expression | null
  /** Of the value or statement, nested functions by id; functions and classes are compared in their own way. */
  readonly shape: string
  readonly slot?: Slot
}

export function itemsOf(module: Module, idOf: (fn: Fn) => string): Item[] {
  const shape = (node: t.Node) => shapeOf(node, module, idOf)
  const items = withChoices(
    module.program.body.flatMap(statement => itemsOfStatement(statement, module, idOf)),
    module,
    shape,
  )
  const paths = items.flatMap(({ slot }) => slot?.path ?? [])
  // what is set twice depends on the order: a statement like any other
  const isOnce = (path: string) => paths.indexOf(path) === paths.lastIndexOf(path)
  return items.map(item => (item.slot === undefined || isOnce(item.slot.path) ? item : statementOf(item)))
}

function withChoices(items: readonly Item[], module: Module, shape: (node: t.Node) => string): Item[] {
  const taken = new Set<Item>()
  const all = items.map((item, at) => {
    const filled = item.value === null ? undefined : filledItem(item, items.slice(at + 1), module)
    if (filled !== undefined) {
      for (const each of items.slice(at + 1, at + 1 + filled.count)) taken.add(each)
      const { node, value } = filled
      return { ...item, node, value, shape: `${item.kind}  ${shape(value)}` }
    }
    const next = items[at + 1]
    const isOpen = (item.kind === 'let' || item.kind === 'var') && item.value === null && next?.kind === 'statement'
    const found = isOpen ? chosenBy(item.node as t.VariableDeclarator, next.node, module) : undefined
    if (found === undefined) return item
    taken.add(next as Item)
    return { ...item, ...found, kind: 'const' as const, shape: `const  ${shape(found.value)}` }
  })
  return all.filter(item => !taken.has(item))
}

function filledItem(item: Item, behind: readonly Item[], module: Module): Filled | undefined {
  if (item.node.type !== 'VariableDeclarator') return undefined
  const end = behind.findIndex(({ kind }) => kind !== 'statement')
  const statements = end < 0 ? behind : behind.slice(0, end)
  return statements.length === 0
    ? undefined
    : filledBy(
        item.node,
        statements.map(({ node }) => node),
        module,
      )
}

/** Where it isn't asked which functions stand in them. */
export const plainItemsOf = oncePerModule((module): readonly Item[] => itemsOf(module, () => ''))

function itemsOfStatement(statement: t.Statement, module: Module, idOf: (fn: Fn) => string): Item[] {
  const shape = (node: t.Node) => shapeOf(node, module, idOf)
  switch (statement.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'EmptyStatement':
      return []
    case 'ExportNamedDeclaration':
      return statement.declaration ? itemsOfStatement(statement.declaration, module, idOf) : []
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement
      if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration')
        return [declared(declaration, 'default')]
      const value = declaration as t.Expression
      return [{ kind: 'default', names: ['default'], node: statement, value, shape: shape(value) }]
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return [declared(statement, '')]
    case 'VariableDeclaration': {
      const kind = statement.kind === 'let' || statement.kind === 'var' ? statement.kind : 'const'
      return statement.declarations
        .flatMap(each => picks(each, module) ?? [each])
        .map(node => variable(kind, node, shape))
    }
    default: {
      const slots = slotsOf(statement, module, shape)
      if (slots !== undefined)
        return slots.map(slot => ({ kind: 'slot', names: [], node: slot.node, value: null, shape: slot.shape, slot }))
      return [{ kind: 'statement', names: [], node: statement, value: null, shape: shape(statement) }]
    }
  }
}

function variable(kind: 'const' | 'let' | 'var', node: t.VariableDeclarator, shape: (node: t.Node) => string): Item {
  const pattern = node.id.type === 'Identifier' ? '' : shape(node.id)
  const value = (node.id.type === 'Identifier' ? enumOf(node.init, node.id.name) : undefined) ?? node.init ?? null
  return {
    kind,
    names: Object.keys(t.getBindingIdentifiers(node.id)),
    node,
    value,
    shape: `${kind} ${pattern} ${value === null ? '' : shape(value)}`,
  }
}

const picked = new WeakMap<t.Node, readonly string[]>()

/** The keys by which a name of a pattern gets its value; undefined: the value is no part of a pattern. */
export function pickedKeys(value: t.Node): readonly string[] | undefined {
  return picked.get(value)
}

/**
 * `const { a, b: { c } } = require('./x')` says the same as one declaration a name, so that one more name leaves the others alone.
 *
 * @returns undefined: it depends on the others how a name gets its value
 */
function picks({ id, init, ...place }: t.VariableDeclarator, module: Module): t.VariableDeclarator[] | undefined {
  if (id.type !== 'ObjectPattern' || !init || !isPlain(init, module)) return undefined
  const found: t.VariableDeclarator[] = []
  const pick = (pattern: t.ObjectPattern, from: t.Expression, keys: readonly string[]): boolean =>
    pattern.properties.every(property => {
      if (property.type !== 'ObjectProperty' || property.computed || property.key.type !== 'Identifier') return false
      const value = { ...place, ...t.memberExpression(from, property.key) } as t.MemberExpression
      const path = [...keys, property.key.name]
      if (property.value.type === 'ObjectPattern') return pick(property.value, value, path)
      if (property.value.type !== 'Identifier') return false
      picked.set(value, path)
      found.push({ ...place, id: property.value, init: value })
      return true
    })
  return pick(id, init, []) ? found : undefined
}

function declared(node: t.FunctionDeclaration | t.ClassDeclaration, fallback: string): Item {
  const kind = node.type === 'FunctionDeclaration' ? 'function' : 'class'
  return { kind, names: [node.id?.name ?? fallback], node, value: null, shape: '' }
}

function statementOf({ node, shape, slot }: Item): Item {
  return { kind: 'statement', names: [], node, value: null, shape: `${slot?.path} = ${shape}` }
}
