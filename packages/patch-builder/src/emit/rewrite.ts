import * as t from '@babel/types'
import type { Reference } from '@iaso/babel-plugin'
import type { Access } from './access.js'
import type { References } from './clone.js'
import { named } from './named.js'
import { type Privates, rewritePrivate } from './private.js'
import { Refusal } from './refusal.js'
import { refuseSuperTarget, rewriteSuper } from './super-calls.js'

/** How a piece of code that is taken out of its place finds what it found there. */
export interface Surroundings {
  readonly references: References
  /** What an identifier stands for; undefined: it stays as it is. */
  readonly resolve: (reference: Reference, node: t.Node) => Access | undefined
  /** The cell that a call of this name goes to, past the guard. */
  readonly direct?: (reference: Reference) => string | undefined
  /** `import("./x")`, `import.meta.url`: what exists only in place. */
  readonly place: (node: t.Node) => t.Expression | undefined
  /** `require('./x')` of the host's, where that isn't what answers; undefined: it is. */
  readonly required: (source: string) => t.Expression | undefined
  /** `require('./x').name` in code of the top level, where the patch is about to set that name. */
  readonly aboutToBe?: ((source: string, name: string) => t.Expression | undefined) | undefined
  readonly privates: Privates
  /** Stand-ins of the code's own `this`, `arguments`, `new.target`, `super`; undefined: it has its own. */
  readonly self: Self
}

export interface Self {
  readonly this?: (() => t.Expression) | undefined
  readonly arguments?: (() => t.Expression) | undefined
  readonly newTarget?: (() => t.Expression) | undefined
  /** A reader `key => super[key]`. */
  readonly super?: (() => t.Expression) | undefined
  /** Calls the base class' constructor. */
  readonly construct?: (() => t.Expression) | undefined
}

/** Rewrites a copy in place and answers what stands for it. */
export function rewrite(node: t.Node, surroundings: Surroundings): t.Node {
  return new Rewriter(surroundings).visit(node)
}

const LOGICAL = new Set(['||=', '&&=', '??='])

/** What belongs to a nested function is its own. */
const NOTHING: Self = {}

export class Rewriter {
  /** Private names declared by classes of the code itself. */
  private readonly declared: Set<string>[] = []
  private self: Self

  constructor(readonly around: Surroundings) {
    this.self = around.self
  }

  get me(): Self {
    return this.self
  }

  isOwnPrivate(name: string): boolean {
    return this.declared.some(names => names.has(name))
  }

  visit(node: t.Node): t.Node {
    switch (node.type) {
      case 'Identifier':
        return this.identifier(node)
      case 'ThisExpression':
        return this.self.this?.() ?? node
      case 'MetaProperty':
        return node.meta.name === 'new' ? (this.self.newTarget?.() ?? node) : (this.around.place(node) ?? node)
      case 'ImportExpression':
        return this.around.place(node) ?? this.children(node)
      case 'AssignmentExpression':
        return this.assignment(node)
      case 'UnaryExpression':
        return node.operator === 'delete' ? this.deletion(node) : this.children(node)
      case 'UpdateExpression':
        node.argument = this.target(node.argument) as t.Expression
        return node
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') node.left = this.target(node.left) as t.LVal
        else this.visit(node.left)
        node.right = this.visit(node.right) as t.Expression
        node.body = this.visit(node.body) as t.Statement
        return node
      case 'ObjectProperty':
        return this.property(node)
      case 'MemberExpression':
      case 'OptionalMemberExpression':
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'BinaryExpression':
      case 'TaggedTemplateExpression':
        return this.special(node)
      case 'FunctionDeclaration':
      case 'FunctionExpression':
        return this.within(NOTHING, node, inner => this.children(inner))
      case 'ObjectMethod':
        return this.method(node)
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.class(node)
      default:
        return this.children(node)
    }
  }

  children(node: t.Node): t.Node {
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const slots = node as unknown as Record<string, t.Node | (t.Node | null)[] | null>
      const child = slots[key]
      if (Array.isArray(child)) slots[key] = child.map(each => (each === null ? null : this.visit(each)))
      else if (child) slots[key] = this.visit(child)
    }
    return node
  }

  access(node: t.Node): Access | undefined {
    const reference = this.around.references.get(node)
    return reference === undefined ? undefined : this.around.resolve(reference, node)
  }

  private identifier(node: t.Identifier): t.Node {
    if (node.name === 'arguments' && this.self.arguments !== undefined && this.around.references.has(node))
      return this.self.arguments()
    return this.access(node)?.read() ?? node
  }

  /** A variable stays; `delete this` and the like delete nothing, which must not be said of the name that stands for it. */
  private deletion(node: t.UnaryExpression): t.Node {
    const { argument } = node
    if (argument.type === 'Identifier') return this.access(argument) === undefined ? node : t.booleanLiteral(false)
    this.refuseDelete(argument)
    this.children(node)
    if (node.argument.type === 'Identifier') node.argument = t.sequenceExpression([t.numericLiteral(0), node.argument])
    return node
  }

  /** `delete super.x`, `delete ns.x` fail where they stand; what would stand for them is no place that can be deleted. */
  private refuseDelete(node: t.Node): void {
    if (node.type !== 'MemberExpression') return
    if (node.object.type === 'Super') throw new Refusal('IASO2103', { what: 'delete super.…', release: '' })
    const reference = node.object.type === 'Identifier' ? this.around.references.get(node.object) : undefined
    if (reference?.binding?.imported?.name === '*') throw new Refusal('IASO2114', { name: reference.binding.name })
  }

  private special(node: t.Node): t.Node {
    return (
      this.requiredMember(node) ??
      this.namespaceMember(node) ??
      rewriteSuper(node, this) ??
      rewritePrivate(node, this) ??
      this.plain(node)
    )
  }

  private requiredMember(node: t.Node): t.Expression | undefined {
    if (this.around.aboutToBe === undefined || node.type !== 'MemberExpression' || node.computed) return undefined
    const { object, property } = node
    const source = object.type === 'CallExpression' ? object.arguments[0] : undefined
    if (object.type !== 'CallExpression' || source?.type !== 'StringLiteral' || !this.isRequire(object))
      return undefined
    return this.around.aboutToBe(source.value, (property as t.Identifier).name)
  }

  private isRequire({ callee }: t.CallExpression): boolean {
    const reference = this.around.references.get(callee)
    return callee.type === 'Identifier' && callee.name === 'require' && reference !== undefined && !reference.binding
  }

  /** `ns.name` of an imported namespace is reached as the export itself. */
  private namespaceMember(node: t.Node): t.Node | undefined {
    if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return undefined
    const reference = this.around.references.get(node.object)
    if (reference?.member === undefined || reference.binding?.imported?.name !== '*') return undefined
    return this.around.resolve(reference, node)?.read()
  }

  private plain(node: t.Node): t.Node {
    if (node.type === 'CallExpression' && node.callee.type === 'Import')
      return this.around.place(node) ?? this.children(node)
    if (node.type === 'CallExpression') {
      const required = this.required(node)
      if (required !== undefined) return required
    }
    if (node.type === 'CallExpression' || node.type === 'OptionalCallExpression') return this.called(node, 'callee')
    if (node.type === 'TaggedTemplateExpression') return this.called(node, 'tag')
    if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return this.children(node)
    node.object = this.visit(node.object) as t.Expression
    if (node.computed) node.property = this.visit(node.property) as t.Expression
    return node
  }

  private required(node: t.CallExpression): t.Expression | undefined {
    const [source] = node.arguments
    return source?.type === 'StringLiteral' && this.isRequire(node) ? this.around.required(source.value) : undefined
  }

  /** `f()` where `f` is kept in a box: `(0, box.v)()`, for the box is not its `this`. */
  private called(node: t.Node, key: 'callee' | 'tag'): t.Node {
    const slots = node as unknown as Record<string, t.Node>
    const isName = slots[key]?.type === 'Identifier'
    const reference = node.type === 'CallExpression' ? this.around.references.get(slots[key] as t.Node) : undefined
    const cell = reference === undefined ? undefined : this.around.direct?.(reference)
    this.children(node)
    const callee = slots[key] as t.Expression
    // empty again after a revert, when only closures of the patch still come here
    if (cell !== undefined) slots[key] = t.logicalExpression('||', t.identifier(cell), callee)
    if (isName && callee.type === 'MemberExpression') slots[key] = t.sequenceExpression([t.numericLiteral(0), callee])
    return node
  }

  private assignment(node: t.AssignmentExpression): t.Node {
    if (node.left.type === 'Identifier' && node.operator === '=') {
      const access = this.access(node.left)
      const right = () => named(this.visit(node.right) as t.Expression, (node.left as t.Identifier).name)
      if (access?.write !== undefined) return access.write(right())
    }
    const name =
      node.left.type === 'Identifier' && this.access(node.left) !== undefined && LOGICAL.has(node.operator)
        ? node.left.name
        : undefined
    node.left = this.target(node.left) as t.LVal
    node.right = this.visit(node.right) as t.Expression
    if (name !== undefined) node.right = named(node.right, name)
    return node
  }

  /** What is assigned to. */
  target(node: t.Node): t.Node {
    switch (node.type) {
      case 'Identifier':
        return this.nameTarget(node)
      case 'ObjectPattern':
        node.properties = node.properties.map(property =>
          property.type === 'RestElement' ? this.target(property) : this.property(property, true),
        ) as t.ObjectPattern['properties']
        return node
      case 'ArrayPattern':
        node.elements = node.elements.map(element =>
          element === null ? null : this.target(element),
        ) as t.ArrayPattern['elements']
        return node
      case 'AssignmentPattern':
        return this.targetWithDefault(node)
      case 'RestElement':
        node.argument = this.target(node.argument) as t.RestElement['argument']
        return node
      case 'MemberExpression':
        refuseSuperTarget(node, this)
        return rewritePrivate(node, this, true) ?? this.visit(node)
      default:
        return this.visit(node)
    }
  }

  private nameTarget(node: t.Identifier): t.Node {
    const access = this.access(node)
    if (access === undefined) return node
    if (access.target === undefined) throw new Refusal('IASO2114', { name: node.name })
    return access.target()
  }

  private targetWithDefault(node: t.AssignmentPattern): t.Node {
    const name = node.left.type === 'Identifier' && this.access(node.left) !== undefined ? node.left.name : undefined
    node.left = this.target(node.left) as t.AssignmentPattern['left']
    node.right = this.visit(node.right) as t.Expression
    if (name !== undefined) node.right = named(node.right, name)
    return node
  }

  private property(node: t.ObjectProperty, isTarget = false): t.Node {
    if (node.computed) node.key = this.visit(node.key) as t.Expression
    const before = node.value
    node.value = (isTarget ? this.target(before) : this.visit(before)) as t.Expression
    if (node.value !== before) node.shorthand = false
    return node
  }

  private method(node: t.ObjectMethod): t.Node {
    if (node.computed) node.key = this.visit(node.key) as t.Expression
    return this.within(NOTHING, node, () => {
      node.params = node.params.map(param => this.visit(param)) as t.ObjectMethod['params']
      node.body = this.visit(node.body) as t.BlockStatement
      return node
    })
  }

  /** Computed keys and the base class are evaluated outside; members are functions of their own. */
  private class(node: t.Class): t.Node {
    if (node.superClass) node.superClass = this.visit(node.superClass) as t.Expression
    const names = new Set<string>()
    for (const member of node.body.body)
      if ('key' in member && member.key.type === 'PrivateName') names.add(member.key.id.name)
    this.declared.push(names)
    for (const member of node.body.body) this.member(member)
    this.declared.pop()
    return node
  }

  private member(member: t.ClassBody['body'][number]): void {
    if ('computed' in member && member.computed) member.key = this.visit(member.key) as t.Expression
    this.within(NOTHING, member, () => {
      const slots = member as unknown as Record<string, t.Node | t.Node[] | null>
      for (const key of ['params', 'body', 'value']) {
        const child = slots[key]
        if (Array.isArray(child)) slots[key] = child.map(each => this.visit(each))
        else if (child) slots[key] = this.visit(child)
      }
      return member
    })
  }

  private within(self: Self, node: t.Node, visit: (node: t.Node) => t.Node): t.Node {
    const outer = this.self
    this.self = self
    const result = visit(node)
    this.self = outer
    return result
  }
}
