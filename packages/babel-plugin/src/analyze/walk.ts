import * as t from '@babel/types'
import { ClassWalk } from './classes.js'
import { declarePattern } from './declare.js'
import { childName, sourceName } from './keys.js'
import type { Class, Fn, FnKind, FnNode, Module, Reference, Scope } from './model.js'
import { closeScope, declare, newScope } from './scope.js'
import { VISITORS } from './visitors.js'

/** Where the walk stands. */
export interface At {
  readonly scope: Scope
  readonly fn: Fn | null
  readonly class: Class | null
  readonly inParams: boolean
  readonly strict: boolean
  /** In a loop or a function: what stands here may run more than once. */
  readonly repeated: boolean
  /** Name that the place gives to an anonymous function. */
  readonly hint: string
  /** Directly in a function's (or the module's) list of statements. */
  readonly top: boolean
}

/** One walk over a module: declares names, settles references, finds functions and classes. */
export class Walk {
  private readonly classes = new ClassWalk(this)

  constructor(readonly module: Module) {}

  visit(node: t.Node | null | undefined, at: At): void {
    if (node === null || node === undefined) return
    const handler = VISITORS[node.type]
    if (handler !== undefined) handler(this, node as never, at)
    else this.children(node, at)
  }

  children(node: t.Node, at: At): void {
    const inner = at.hint === '' && !at.top ? at : { ...at, hint: '', top: false }
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key]
      if (Array.isArray(child)) for (const each of child) this.visit(each, inner)
      else this.visit(child, inner)
    }
  }

  statements(body: readonly t.Node[], at: At): void {
    for (const statement of body) this.visit(statement, at)
  }

  /** A block with names of its own. Block functions exist from its start, so they are declared first. */
  block(body: readonly t.Node[], at: At, kind: 'block' | 'switch' = 'block'): void {
    const scope = newScope(kind, at.scope, at.fn)
    const inner = { ...at, scope, hint: '', top: false }
    this.statements(body, inner)
    closeScope(scope, this.module)
  }

  refer(
    node: t.Identifier | t.JSXIdentifier,
    at: At,
    how: Partial<Pick<Reference, 'read' | 'write' | 'exported' | 'member' | 'indexed'>> = {},
  ): void {
    this.module.names.add(node.name)
    const reference: Reference = {
      node,
      fn: at.fn,
      scope: at.scope,
      read: how.read ?? !how.write,
      write: how.write ?? false,
      inParams: at.inParams,
      exported: how.exported ?? false,
      member: how.member,
      indexed: how.indexed ?? false,
      binding: undefined,
    }
    this.module.references.set(node, reference)
    at.scope.pending.push(reference)
  }

  /** The target of an assignment: names in it are written, expressions in it are read. */
  assign(target: t.Node, at: At, read = false): void {
    const inner = { ...at, hint: '', top: false }
    switch (target.type) {
      case 'Identifier':
        return this.refer(target, inner, { write: true, read })
      case 'ObjectPattern':
        for (const property of target.properties) {
          if (property.type === 'RestElement') this.assign(property.argument, inner)
          else {
            if (property.computed) this.visit(property.key, inner)
            this.assign(property.value, inner)
          }
        }
        return
      case 'ArrayPattern':
        for (const element of target.elements) if (element !== null) this.assign(element, inner)
        return
      case 'AssignmentPattern':
        this.assign(target.left, inner)
        return this.visit(target.right, { ...inner, hint: sourceName(target.left) })
      case 'RestElement':
        return this.assign(target.argument, inner)
      case 'ParenthesizedExpression':
        return this.assign(target.expression, inner, read)
      case 'MemberExpression':
        return this.leak(target, inner)
      default:
        this.visit(target, inner)
    }
  }

  /** The target of an assignment, or what is called: the object before the dot may change. */
  leak(node: t.MemberExpression, at: At): void {
    if (node.object.type !== 'Identifier') return this.visit(node, at)
    this.refer(node.object, at)
    if (node.computed) this.visit(node.property, at)
    else if (node.property.type === 'PrivateName') usePrivate(node.property.id.name, at)
  }

  use(what: Exclude<keyof Fn['uses'], 'arguments'>, at: At): void {
    // An arrow takes these from around it, up to and with the function that has its own.
    for (let fn = at.fn; fn !== null; fn = fn.parent) {
      fn.uses[what] = true
      if (fn.kind !== 'arrow') return
    }
  }

  place(node: t.Node, name: string, at: At): void {
    this.module.places.push({ node, fn: at.fn, name })
  }

  newFn(node: FnNode, kind: FnKind, at: At, klass: Class | null, name: string, hoisted = false): Fn {
    const siblings = at.fn?.children ?? null
    const fn: Fn = {
      id: this.module.functions.length,
      kind,
      node,
      async: 'async' in node && node.async === true,
      generator: 'generator' in node && node.generator === true,
      parent: at.fn,
      children: [],
      class: klass,
      key: '',
      name: childName(name, klass, node),
      hoisted,
      strict: at.strict || hasUseStrict(node),
      scope: at.scope,
      bodyScope: at.scope,
      uses: { this: false, arguments: false, newTarget: false, super: false, superCall: false },
      captured: [],
      privates: new Map(),
      eval: false,
      with: false,
      evalWithin: false,
      skipped: undefined,
      form: 'plain',
      layout: undefined,
      blockFunctions: new Set(),
    }
    this.module.functions.push(fn)
    siblings?.push(fn)
    return fn
  }

  /** Parameters and body of a function. */
  function(node: t.Function, kind: FnKind, at: At, klass: Class | null = null, name = at.hint): void {
    const hoisted = node.type === 'FunctionDeclaration'
    const fn = this.newFn(node as FnNode, kind, at, klass, name, hoisted)
    let outer = at.scope
    if (node.type === 'FunctionExpression' && node.id) {
      // the expression's own name, seen by itself only
      this.module.names.add(node.id.name)
      outer = newScope('self', at.scope, at.fn)
      declare(outer, node.id.name, { kind: 'self', node: node.id, ready: -1 })
    }
    const params = newScope('params', outer, fn)
    const inner: At = {
      ...at,
      scope: params,
      fn,
      class: at.class,
      strict: fn.strict,
      repeated: true,
      hint: '',
      inParams: true,
      top: false,
    }
    fn.scope = params
    if (kind !== 'arrow') declare(params, 'arguments', { kind: 'arguments', node, ready: -1 })
    for (const param of node.params) declarePattern(this, param as t.Node, 'param', -1, inner)
    // Simple parameters share one scope with the body: `var a` is the parameter `a`.
    const simple = node.params.every(param => param.type === 'Identifier')
    const body = newScope('body', params, fn)
    if (simple)
      for (const [name, binding] of params.bindings) if (binding.kind === 'param') body.bindings.set(name, binding)
    fn.bodyScope = body
    const inBody: At = { ...inner, scope: body, inParams: false, top: true }
    if (node.body.type === 'BlockStatement') this.statements(node.body.body, inBody)
    else this.visit(node.body, { ...inBody, top: false })
    const renamed = kind !== 'arrow' && redeclaresArguments(params, body)
    if (renamed) fn.uses.arguments = true
    closeScope(body, this.module)
    closeScope(params, this.module)
    if (simple && !fn.strict) noteMapped(params, renamed)
    if (outer !== at.scope) closeScope(outer, this.module)
  }

  class(node: t.Class, at: At): void {
    this.classes.visit(node, at)
  }
}

/** `var arguments` begins as the object itself. */
function redeclaresArguments(params: Scope, body: Scope): boolean {
  return params.bindings.get('arguments')?.kind === 'arguments' && body.bindings.get('arguments')?.kind === 'var'
}

/** `arguments[0] = x` in sloppy code assigns the first parameter. */
function noteMapped(params: Scope, renamed: boolean): void {
  const object = params.bindings.get('arguments')
  if (object?.kind !== 'arguments' || (!renamed && object.references.every(reference => reference.indexed))) return
  for (const binding of params.bindings.values()) if (binding.kind === 'param') binding.assigned = true
}

function hasUseStrict(node: FnNode): boolean {
  const body = 'body' in node ? node.body : undefined
  if (body === undefined || Array.isArray(body) || body.type !== 'BlockStatement') return false
  return body.directives.some(directive => directive.value.value === 'use strict')
}

/** Finds the class that declares `#name` and notes the use in every function between. */
export function usePrivate(name: string, at: At, has = false): void {
  let owner = at.class
  while (owner !== null && !owner.privates.has(name)) owner = owner.outer
  if (owner === null) return
  const declared = owner.privates.get(name)
  if (declared !== undefined && has) declared.has = true
  for (let fn = at.fn; fn !== null && fn !== owner.parent; fn = fn.parent) {
    const known = fn.privates.get(name)
    if (known !== undefined) known.has ||= has
    else fn.privates.set(name, { class: owner, name, has })
  }
}
