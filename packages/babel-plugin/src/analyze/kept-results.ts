import * as t from '@babel/types'
import type { Fn, Module } from './model.js'
import { oncePerModule } from './once-per-module.js'
import { parentsOf } from './parents.js'
import { fnOf } from './shape.js'

/** What an expression gives is put where later calls look for it first. */
export interface KeptResult {
  /** The variable, or the object, that has it: `made`, `this.made`, `cache`. */
  readonly store: t.Node
  readonly value: t.Node
  /** The function whose code it is. */
  readonly user: Fn
}

interface Put {
  readonly store: t.Node
  readonly value: t.Node
  /** Under a key of the store. */
  readonly isKeyed: boolean
}

/** `made ??= make()`, `if (!made) made = make()`, `let got = cache.get(key); if (!got) cache.set(key, got = make(key))`. */
export const keptResults = oncePerModule((module): readonly KeptResult[] =>
  module.functions.flatMap(fn => new Search(fn, module).results()),
)

class Search {
  private readonly parents: ReadonlyMap<t.Node, t.Node>
  /** The function's own code, without that of functions in it. */
  private readonly own: t.Node[] = []

  constructor(
    private readonly user: Fn,
    private readonly module: Module,
  ) {
    this.parents = parentsOf(module)
    const functions = fnOf(module)
    t.traverseFast(user.node, node => {
      if (node !== user.node && functions.has(node)) return t.traverseFast.skip
      this.own.push(node)
      return undefined
    })
  }

  results(): KeptResult[] {
    // an instance that is being made has nothing yet
    if (this.user.kind.endsWith('constructor')) return []
    return this.own.flatMap(node => {
      const put = putBy(node)
      if (put === undefined || !this.outlives(put.store) || !this.isAsked(node, put)) return []
      return { store: put.store, value: this.madeBy(put.value), user: this.user }
    })
  }

  /** A variable from outside of the function, or a property of such, or of `this`. */
  private outlives(store: t.Node): boolean {
    if (store.type === 'ThisExpression') return true
    if (store.type === 'MemberExpression') return this.outlives(store.object)
    const binding = this.module.references.get(store)?.binding
    if (binding === undefined || binding.imported !== undefined) return false
    return binding.owner !== this.user || binding.kind === 'self'
  }

  /** Whether it is put there depends on what is there. */
  private isAsked(put: t.Node, to: Put): boolean {
    const asks = (node: t.Node) => this.reads(node, to) || this.readsVariable(node, to)
    if (put.type === 'AssignmentExpression' && put.operator !== '=') return true
    if (to.value.type === 'LogicalExpression' && asks(to.value.left)) return true
    for (let at = put; at !== this.user.node; at = this.parents.get(at) as t.Node)
      if (conditionsOf(at, this.parents.get(at) as t.Node).some(asks)) return true
    return false
  }

  /** `made`, `cache[key]`, `cache.get(key)`, `key in cache` */
  private reads(node: t.Node, { store, isKeyed }: Put): boolean {
    const isStore = (each: t.Node | undefined) => each !== undefined && t.isNodesEquivalent(each, store)
    let found = false
    t.traverseFast(node, each => {
      if (t.isAssignmentExpression(this.parents.get(each), { left: each })) return
      if (!isKeyed) found ||= isStore(each)
      else if (each.type === 'MemberExpression')
        found ||=
          isStore(each.object) && (each.computed || t.isIdentifier(each.property, { name: 'get' }) || isHas(each))
      else if (each.type === 'BinaryExpression') found ||= each.operator === 'in' && isStore(each.right)
      else if (each.type === 'CallExpression') found ||= isHas(each.callee) && isStore(each.arguments[0])
    })
    return found
  }

  /** `const got = cache.get(key); if (got) …` */
  private readsVariable(node: t.Node, to: Put): boolean {
    let found = false
    t.traverseFast(node, each => {
      if (each.type === 'Identifier' && this.module.references.get(each)?.binding?.owner === this.user)
        found ||= this.valuesOf(each.name).some(value => this.reads(value, to))
    })
    return found
  }

  /** All that the function gives its variable. */
  private valuesOf(name: string): t.Node[] {
    return this.own.flatMap(node => {
      if (node.type === 'VariableDeclarator' && t.isIdentifier(node.id, { name })) return node.init ?? []
      return node.type === 'AssignmentExpression' && t.isIdentifier(node.left, { name }) ? node.right : []
    })
  }

  /** `got = make(key); cache.set(key, got)`: what has made it, last. */
  private madeBy(value: t.Node): t.Node {
    const made = plain(value)
    const isOwn = made.type === 'Identifier' && this.module.references.get(made)?.binding?.owner === this.user
    return (
      (isOwn &&
        this.valuesOf(made.name)
          .map(plain)
          .findLast(each => each.type === 'CallExpression')) ||
      made
    )
  }
}

/** `made = make()`, `cache[key] = make()`, `cache.set(key, make())` */
function putBy(node: t.Node): Put | undefined {
  if (node.type === 'AssignmentExpression' && /^(=|\?\?=|\|\|=)$/.test(node.operator)) {
    const { left, right: value } = node
    if (left.type === 'Identifier') return { store: left, value, isKeyed: false }
    if (left.type !== 'MemberExpression') return undefined
    return left.computed ? { store: left.object, value, isKeyed: true } : { store: left, value, isKeyed: false }
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined
  const { object: store, property } = node.callee
  const value = node.arguments[1]
  return t.isIdentifier(property, { name: 'set' }) && value ? { store, value, isKeyed: true } : undefined
}

/** What decides whether a part of `parent` is reached. */
function conditionsOf(at: t.Node, parent: t.Node): t.Node[] {
  switch (parent.type) {
    case 'LogicalExpression':
      return parent.right === at ? [parent.left] : []
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === at ? [] : [parent.test]
    case 'BlockStatement':
      return parent.body
        .slice(0, parent.body.indexOf(at as t.Statement))
        .flatMap(each => (each.type === 'IfStatement' && isLeaving(each.consequent) ? each.test : []))
    default:
      return []
  }
}

function isLeaving(node: t.Statement): boolean {
  const last = node.type === 'BlockStatement' ? node.body.at(-1) : node
  return last?.type === 'ReturnStatement'
}

/** `cache.has`, `Object.hasOwn`, `hasOwnProperty.call` */
function isHas(node: t.Node): boolean {
  if (node.type !== 'MemberExpression' || node.property.type !== 'Identifier') return false
  const { name } = node.property
  return name === 'call'
    ? isHas(node.object) || t.isIdentifier(node.object, { name: 'hasOwnProperty' })
    : /^has/.test(name)
}

/** The call in `await call()`, `made || call()`, `got = call()`. */
function plain(value: t.Node): t.Node {
  if (value.type === 'AwaitExpression') return plain(value.argument)
  return value.type === 'LogicalExpression' || value.type === 'AssignmentExpression' ? plain(value.right) : value
}
