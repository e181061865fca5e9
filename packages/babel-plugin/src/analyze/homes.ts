import type * as t from '@babel/types'
import type { Binding, Module } from './model.js'

/** Where a function stands that is looked up whenever it is called: `root.prototype[key]`, `root[key]` of a class. */
export interface Home {
  /** Name at the module's top level that nobody assigns again. */
  readonly root: string
  readonly prototype: boolean
  readonly key: string
}

const indexes = new WeakMap<Module, Map<t.Node, Home>>()

/** Homes of a module's functions, by their nodes: of classes that are made once, at the top level or in a function called where it stands. */
export function homesOf(module: Module): ReadonlyMap<t.Node, Home> {
  let index = indexes.get(module)
  if (index === undefined) {
    const found = module.format === 'script' ? [] : new Homes(module).found()
    const at = ({ root, prototype, key }: Home) => `${root} ${prototype} ${key}`
    const times = new Map<string, number>()
    for (const [, home] of found) times.set(at(home), (times.get(at(home)) ?? 0) + 1)
    // set twice: which of the two is there is not for the text to say
    index = new Map(found.filter(([, home]) => times.get(at(home)) === 1))
    indexes.set(module, index)
  }
  return index
}

type Found = [node: t.Node, home: Home]
/** Adds up to what `Object.assign` does, under names that programs and libraries give it. */
const ASSIGNS = /^_?(assign|assignIn|extend|mixin)$/
/** As Babel writes classes for engines without them. */
const CREATES = /^_?createClass$/

class Homes {
  /** What the top level's variables have first, by their names. */
  private readonly inits: ReadonlyMap<t.Node, t.Node | null | undefined>

  constructor(private readonly module: Module) {
    const declarations = module.program.body.flatMap(statement => {
      const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
      return node?.type === 'VariableDeclaration' ? node.declarations : []
    })
    this.inits = new Map(declarations.map(({ id, init }) => [id as t.Node, init]))
  }

  found(): Found[] {
    return this.module.program.body.flatMap(statement => this.statement(statement))
  }

  private statement(statement: t.Statement): Found[] {
    switch (statement.type) {
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        return statement.declaration ? this.statement(statement.declaration as t.Statement) : []
      case 'ClassDeclaration':
        return statement.id ? this.members(statement, this.root(statement.id.name)) : []
      case 'VariableDeclaration':
        return statement.declarations.flatMap(({ id, init }) => {
          const root = id.type === 'Identifier' ? this.root(id.name) : undefined
          if (init?.type === 'ClassExpression') return this.members(init, root)
          return this.immediate(init, root)
        })
      default:
        return this.set(statement, ({ binding }) =>
          binding.scope === this.module.scope ? this.root(binding.name) : undefined,
        )
    }
  }

  private root(name: string): string | undefined {
    const binding = this.module.scope.bindings.get(name)
    if (binding === undefined || binding.assigned) return undefined
    const init = this.inits.get(binding.node)
    const isMade = init?.type === 'ClassExpression' || init?.type === 'FunctionExpression' || immediateOf(init)
    return binding.kind === 'class' || binding.kind === 'function' || isMade ? name : undefined
  }

  /** `const Cart = (function () { function Cart() {} Cart.prototype.add = function () {}; return Cart })()` */
  private immediate(init: t.Node | null | undefined, root: string | undefined): Found[] {
    const body = immediateOf(init)
    const last = body?.at(-1)
    const answer = last?.type === 'ReturnStatement' ? last.argument : undefined
    const made = answer?.type === 'CallExpression' ? answer.arguments[0] : answer
    const binding = made ? this.module.references.get(made)?.binding : undefined
    if (!body || !answer || binding === undefined || binding.assigned) return []
    const isMade = (name: Named) => (name.binding === binding ? root : undefined)
    return [
      ...body.flatMap(statement => this.set(statement, isMade)),
      ...(answer.type === 'CallExpression' ? this.created(answer, isMade) : []),
    ]
  }

  private members({ body }: t.Class, root: string | undefined): Found[] {
    if (root === undefined) return []
    return body.body.flatMap((member): Found[] => {
      if (member.type !== 'ClassMethod' || member.kind !== 'method') return []
      const key = keyOf(member)
      return key === undefined ? [] : [[member, { root, prototype: !member.static, key }]]
    })
  }

  /** What a statement puts on a prototype, or on what has one. */
  private set(statement: t.Statement, rootOf: (name: Named) => string | undefined): Found[] {
    if (statement.type !== 'ExpressionStatement') return []
    const { expression } = statement
    if (expression.type === 'CallExpression') return this.created(expression, rootOf)
    if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return []
    const { left, right } = expression
    if (left.type !== 'MemberExpression') return []
    // Cart.prototype = { add() {} }
    if (this.prototypeOf(left)) return this.literal(right, this.prototypeOf(left), rootOf)
    const key = keyOf({ computed: left.computed, key: left.property })
    if (key === undefined || right.type !== 'FunctionExpression') return []
    const prototype = this.prototypeOf(left.object)
    const owner = prototype ?? this.named(left.object)
    const root = owner && rootOf(owner)
    return root === undefined ? [] : [[right, { root, prototype: prototype !== undefined, key }]]
  }

  /** `Object.assign(Cart.prototype, { add() {} })`, `_createClass(Cart, [{ key: "add", value: function () {} }])` */
  private created({ callee, arguments: args }: t.CallExpression, rootOf: (name: Named) => string | undefined): Found[] {
    const name = callee.type === 'MemberExpression' && !callee.computed ? callee.property : callee
    if (name.type !== 'Identifier' || args[0] === undefined) return []
    if (ASSIGNS.test(name.name) && args.length === 2)
      return this.literal(args[1] as t.Node, this.prototypeOf(args[0]), rootOf)
    const owner = CREATES.test(name.name) ? this.named(args[0]) : undefined
    const root = owner && rootOf(owner)
    if (root === undefined) return []
    return [true, false].flatMap(prototype => {
      const list = args[prototype ? 1 : 2]
      return list?.type === 'ArrayExpression' ? list.elements.flatMap(each => described(each, root, prototype)) : []
    })
  }

  private literal(node: t.Node, owner: Named | undefined, rootOf: (name: Named) => string | undefined): Found[] {
    const root = owner && rootOf(owner)
    if (root === undefined || node.type !== 'ObjectExpression') return []
    return node.properties.flatMap((property): Found[] => {
      const fn = property.type === 'ObjectProperty' ? property.value : property
      const isMethod = fn.type === 'FunctionExpression' || (fn.type === 'ObjectMethod' && fn.kind === 'method')
      const key = property.type === 'SpreadElement' ? undefined : keyOf(property)
      return isMethod && key !== undefined ? [[fn, { root, prototype: true, key }]] : []
    })
  }

  /** `Cart` of `Cart.prototype`, or of `proto` after `const proto = Cart.prototype` */
  private prototypeOf(node: t.Node): Named | undefined {
    const alias = this.module.references.get(node)?.binding
    const init = alias === undefined || alias.assigned ? undefined : this.inits.get(alias.node)
    if (init?.type === 'MemberExpression') return this.prototypeOf(init)
    const isPrototype = node.type === 'MemberExpression' && keyOf({ ...node, key: node.property }) === 'prototype'
    return isPrototype ? this.named(node.object) : undefined
  }

  private named(node: t.Node): Named | undefined {
    const binding = this.module.references.get(node)?.binding
    return binding === undefined ? undefined : { node, binding }
  }
}

interface Named {
  readonly node: t.Node
  readonly binding: Binding
}

/** `{ key: "add", value: function add() {} }` */
function described(node: t.Node | null, root: string, prototype: boolean): Found[] {
  if (node?.type !== 'ObjectExpression') return []
  const field = (name: string) =>
    node.properties.flatMap(each => (each.type === 'ObjectProperty' && keyOf(each) === name ? [each.value] : []))[0]
  const [key, value] = [field('key'), field('value')]
  if (key?.type !== 'StringLiteral' || value?.type !== 'FunctionExpression') return []
  return [[value, { root, prototype, key: key.value }]]
}

function keyOf({ computed, key }: { computed?: boolean; key: t.Node }): string | undefined {
  if (key.type === 'StringLiteral') return key.value
  return !computed && key.type === 'Identifier' ? key.name : undefined
}

/** The statements of `(function () { … })()`. */
function immediateOf(init: t.Node | null | undefined): readonly t.Statement[] | undefined {
  const callee = init?.type === 'CallExpression' ? unwrapped(init.callee) : undefined
  if (callee?.type !== 'FunctionExpression' && callee?.type !== 'ArrowFunctionExpression') return undefined
  return callee.async || callee.generator || callee.body.type !== 'BlockStatement' ? undefined : callee.body.body
}

function unwrapped(node: t.Node): t.Node {
  return node.type === 'ParenthesizedExpression' ? unwrapped(node.expression) : node
}
