import * as t from '@babel/types'
import { isForeign } from './foreign.js'
import type { Binding, Module } from './model.js'
import { oncePerModule } from './once-per-module.js'
import { childrenOf } from './own.js'
import { parentsOf } from './parents.js'

/** How functions of the program may be taken from the objects that they are looked up on. */
export interface Holds {
  /** Names that are asked for, and not just called. */
  readonly names: ReadonlySet<string>
  /** Names of what is frozen, or has a prototype that is handed on whole. */
  readonly prototypes: ReadonlySet<string>
  /** Some code takes functions by names that nobody can read from it. */
  readonly any: boolean
  /** Some code takes all that `for … in` finds, of prototypes, too: methods of a `class` are not among it. */
  readonly enumerable: boolean
}

/** What a module's code takes, whoever the objects belong to: told by names alone. */
export const holdsOf = oncePerModule((module): Holds => new Search(module).holds())

/** `autoBind(this)`, `makeAutoObservable(this)`, `promisifyAll(api)`: they go through all that an object has. */
const TAKES_ALL = /^(auto_?bind\w*|bind_?(all|methods|self)|(make|extend)?(auto)?observable|(un)?promisifyAll)$/i
/** `Object.getOwnPropertyNames(…)` */
const REFLECTS = /^(getOwnPropertyNames|getOwnPropertyDescriptors?|ownKeys)$/
const PUTS = /^(definePropert(y|ies)|bind)$/
/** Who is handed a prototype, and takes nothing from it. */
const LEAVES = /^(create|inherits|getPrototypeOf|setPrototypeOf|isPrototypeOf|hasOwnProperty|definePropert(y|ies))$/
/** What they are handed takes no other function. */
const FIXES = /^(freeze|seal)$/
/** Who is handed an object first that it puts something on. */
const FILLS = /^_?(assign|assignIn|extend|mixin|merge|defaults)$/
/** Their first argument says what happens, not which function is meant. */
const EVENTS = /^(on|once|off|emit|addListener|removeListener|addEventListener|removeEventListener|require)$/

type Parents = ReadonlyMap<t.Node, t.Node>
type Member = t.MemberExpression | t.OptionalMemberExpression

class Search {
  private readonly names = new Set<string>()
  private readonly prototypes = new Set<string>()
  private any = false
  private enumerable = false
  /** Functions that ask for the names of an object's properties, and those that put functions somewhere. */
  private readonly reflecting = new Set<t.Node | undefined>()
  private readonly putting = new Set<t.Node | undefined>()

  private readonly parents: Parents

  constructor(private readonly module: Module) {
    this.parents = parentsOf(module)
  }

  holds(): Holds {
    this.visit(this.module.program, undefined)
    if ([...this.reflecting].some(fn => this.putting.has(fn))) this.any = true
    const { names, prototypes, any, enumerable } = this
    return { names, prototypes, any, enumerable }
  }

  private visit(node: t.Node, fn: t.Node | undefined): void {
    this.look(node, fn)
    const within = t.isFunction(node) ? node : fn
    for (const each of childrenOf(node)) this.visit(each, within)
  }

  private look(node: t.Node, fn: t.Node | undefined): void {
    switch (node.type) {
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return this.member(node)
      case 'JSXMemberExpression':
        this.names.add(node.property.name)
        return
      case 'ObjectPattern':
        for (const property of node.properties) if (property.type === 'ObjectProperty') this.picked(property)
        return
      case 'StringLiteral':
        if (isNameOfSomething(node, this.parents)) this.names.add(node.value)
        return
      case 'CallExpression':
      case 'OptionalCallExpression':
        return this.call(node, fn)
      case 'AssignmentExpression':
        // a[k] = b[k]
        if (t.isMemberExpression(node.left) && isDynamic(node.left)) this.putting.add(fn)
        return
      case 'ForInStatement':
        if (this.takesInherited(node)) this.enumerable = true
        return
      case 'WithStatement':
        this.any = true
        return
      default:
    }
  }

  /** `for (k in from) to[k] = from[k]`, where nobody asks `hasOwn`. */
  private takesInherited({ left, right, body }: t.ForInStatement): boolean {
    const [name] = Object.keys(t.getBindingIdentifiers(left))
    let [takes, asks] = [false, false]
    t.traverseFast(body, node => {
      if (t.isIdentifier(node) && /^has(Own|OwnProperty)?$/.test(node.name)) asks = true
      if (!t.isMemberExpression(node) || !node.computed || !t.isIdentifier(node.property, { name: name ?? '' })) return
      if (t.isNodesEquivalent(node.object, right) && isTaken(node, this.parents)) takes = true
    })
    return takes && !asks
  }

  private picked({ key, computed }: t.ObjectProperty): void {
    if (!computed && key.type === 'Identifier') this.names.add(key.name)
    else if (key.type !== 'StringLiteral') this.any = true
  }

  private call({ callee, arguments: args }: t.CallExpression | t.OptionalCallExpression, fn: t.Node | undefined): void {
    const name = nameOf(callee)
    if (args[0] && TAKES_ALL.test(name) && !isForeign(args[0], this.module)) this.any = true
    // extend(api, new Api())
    if (FILLS.test(name) && args.slice(1).some(each => t.isThisExpression(each) || t.isNewExpression(each)))
      this.enumerable = true
    if (REFLECTS.test(name)) this.reflecting.add(fn)
    if (PUTS.test(name)) this.putting.add(fn)
    // Object.freeze(Cart)
    const frozen = FIXES.test(name) && args[0] ? this.module.references.get(args[0])?.binding : undefined
    if (frozen !== undefined) this.prototypes.add(frozen.name)
    // o[k].bind(o)
    const object = t.isMemberExpression(callee) && name === 'bind' ? callee.object : undefined
    if (object && t.isMemberExpression(object) && isDynamic(object)) this.any = true
  }

  private member(node: Member): void {
    const { parents } = this
    if (node.property.type === 'PrivateName') return
    const name = node.computed ? undefined : (node.property as t.Identifier).name
    if (name === 'prototype') this.prototype(node)
    else if (name !== undefined) {
      if (isTaken(node, parents)) this.names.add(name)
    } else if (isDynamic(node) && nameOf(node.object) === 'prototype' && isTaken(node, parents)) this.any = true
  }

  /** `Cart.prototype`, as a value. */
  private prototype(node: Member): void {
    const parent = this.parents.get(node)
    if (!isHandedOn(node, this.parents) || (parent?.type === 'VariableDeclarator' && this.isOnlyAsked(parent.id)))
      return
    const owner = this.module.references.get(node.object)?.binding
    if (owner === undefined || !OWN.has(owner.kind)) this.any = true
    else this.prototypes.add(owner.name)
  }

  /** `const proto = Cart.prototype`, which goes nowhere. */
  private isOnlyAsked(id: t.Node): boolean {
    let found: Binding | undefined
    for (const { binding } of this.module.references.values()) if (binding?.node === id) found = binding
    const isAsked = (node: t.Node) => {
      const parent = this.parents.get(node)
      const isAny = t.isMemberExpression(parent, { object: node }) && isDynamic(parent) && isTaken(parent, this.parents)
      return !isAny && !isHandedOn(node, this.parents)
    }
    return (
      found === undefined || (!found.assigned && found.references.every(({ node }) => node === id || isAsked(node)))
    )
  }
}

const OWN: ReadonlySet<string> = new Set(['function', 'class', 'class-self', 'const', 'let', 'var', 'self'])

/** The value goes somewhere: it is not called, not set, and nobody just asks whether it is there. */
function isTaken(node: t.Node, parents: Parents): boolean {
  const parent = parents.get(node)
  switch (parent?.type) {
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return parent.callee !== node
    case 'TaggedTemplateExpression':
      return parent.tag !== node
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.object === node && isTakenBy(parent, parents.get(parent))
    case 'AssignmentExpression':
      return parent.left !== node || parent.operator !== '='
    case 'ParenthesizedExpression':
      return isTaken(parent, parents)
    case 'UnaryExpression':
      return parent.operator === 'delete'
    case 'BinaryExpression':
    case 'ExpressionStatement':
      return false
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test !== node
    case 'LogicalExpression':
      return parent.operator !== '&&' || parent.left !== node
    default:
      return true
  }
}

/** `cart.add.bind(cart)`, `cart.add.limit = 5`; not `cart.add.call(cart)`. */
function isTakenBy(member: Member, outer: t.Node | undefined): boolean {
  if (member.computed) return true
  const name = (member.property as t.Identifier).name
  if (name === 'call' || name === 'apply') return !isCalled(member, outer)
  return name === 'bind' || outer?.type === 'AssignmentExpression' || outer?.type === 'UpdateExpression'
}

function isCalled(member: t.Node, outer: t.Node | undefined): boolean {
  return (outer?.type === 'CallExpression' || outer?.type === 'OptionalCallExpression') && outer.callee === member
}

/** Somebody may take what is on the prototype: `mixin(Order, Cart.prototype)`. */
function isHandedOn(node: t.Node, parents: Parents): boolean {
  const parent = parents.get(node)
  switch (parent?.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.object !== node
    case 'ParenthesizedExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return isHandedOn(parent, parents)
    case 'AssignmentExpression':
      return parent.left !== node && !/^(prototype|__proto__)$/.test(nameOf(parent.left))
    case 'BinaryExpression':
    case 'ExpressionStatement':
      return false
    case 'CallExpression': {
      const name = nameOf(parent.callee)
      return !LEAVES.test(name) && !(FILLS.test(name) && parent.arguments[0] === node)
    }
    default:
      return true
  }
}

/** `wrap(cart, "add")`, `["add"].forEach(…)`, `cart["add"]`: the text may be a function's name. */
function isNameOfSomething(node: t.StringLiteral, parents: Parents): boolean {
  const parent = parents.get(node)
  switch (parent?.type) {
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return !(EVENTS.test(nameOf(parent.callee)) && parent.arguments[0] === node)
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.property === node && !isCalled(parent, parents.get(parent))
    case 'ArrayExpression':
      return true
    default:
      return false
  }
}

/** The last name of `a.b.c`. */
function nameOf(node: t.Node): string {
  if (node.type === 'Identifier') return node.name
  const isMember = node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression'
  return isMember && !node.computed && node.property.type === 'Identifier' ? node.property.name : ''
}

/** `o[k]`; not `o["add"]`, `o[0]`, `o[Symbol.iterator]`. */
function isDynamic({ computed, property }: Member): boolean {
  if (!computed || property.type === 'StringLiteral' || property.type === 'NumericLiteral') return false
  return !(t.isMemberExpression(property) && t.isIdentifier(property.object, { name: 'Symbol' }))
}
