import * as t from '@babel/types'
import { ClassWalk } from './classes.js'
import { declarePattern } from './declare.js'
import { childName, sourceName } from './keys.js'
import type { Class, Fn, FnKind, FnNode, Module, Reference, Scope } from './model.js'
import { closeScope, declare, newScope } from './scope.js'

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

type Handler = (walk: Walk, node: never, at: At) => void

/** One walk over a module: declares names, settles references, finds functions and classes. */
export class Walk {
  private readonly classes = new ClassWalk(this)

  constructor(readonly module: Module) {}

  visit(node: t.Node | null | undefined, at: At): void {
    if (node === null || node === undefined) return
    const handler = HANDLERS[node.type] as Handler | undefined
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

  refer(node: t.Identifier | t.JSXIdentifier, at: At, how: Partial<Pick<Reference, 'read' | 'write' | 'exported' | 'member' | 'indexed'>> = {}): void {
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
    const inner: At = { ...at, scope: params, fn, class: at.class, strict: fn.strict, repeated: true, hint: '', inParams: true, top: false }
    fn.scope = params
    if (kind !== 'arrow') declare(params, 'arguments', { kind: 'arguments', node, ready: -1 })
    for (const param of node.params) declarePattern(this, param as t.Node, 'param', -1, inner)
    // Simple parameters share one scope with the body: `var a` is the parameter `a`.
    const simple = node.params.every((param) => param.type === 'Identifier')
    const body = newScope('body', params, fn)
    if (simple) for (const [name, binding] of params.bindings) if (binding.kind === 'param') body.bindings.set(name, binding)
    fn.bodyScope = body
    const inBody: At = { ...inner, scope: body, inParams: false, top: true }
    if (node.body.type === 'BlockStatement') this.statements(node.body.body, inBody)
    else this.visit(node.body, { ...inBody, top: false })
    closeScope(body, this.module)
    closeScope(params, this.module)
    if (simple && !fn.strict) noteMapped(params)
    if (outer !== at.scope) closeScope(outer, this.module)
  }

  class(node: t.Class, at: At): void {
    this.classes.visit(node, at)
  }
}

/** `arguments[0] = x` in sloppy code assigns the first parameter. */
function noteMapped(params: Scope): void {
  const object = params.bindings.get('arguments')
  if (object?.kind !== 'arguments' || object.references.every((reference) => reference.indexed)) return
  for (const binding of params.bindings.values()) if (binding.kind === 'param') binding.assigned = true
}

function hasUseStrict(node: FnNode): boolean {
  const body = 'body' in node ? node.body : undefined
  if (body === undefined || Array.isArray(body) || body.type !== 'BlockStatement') return false
  return body.directives.some((directive) => directive.value.value === 'use strict')
}

/** A loop's body, and what it declares in its head, may run again. */
function loop(walk: Walk, node: t.Node, at: At): void {
  const scope = newScope('block', at.scope, at.fn)
  const inner: At = { ...at, scope, repeated: true, hint: '', top: false }
  if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') {
    if (node.left.type === 'VariableDeclaration') {
      for (const declarator of node.left.declarations)
        declarePattern(walk, declarator.id, node.left.kind, node.right.end as number, { ...inner, top: false })
      // for (var x = 1 in y): Annex B
      for (const declarator of node.left.declarations) walk.visit(declarator.init, inner)
    } else walk.assign(node.left, inner)
    walk.visit(node.right, inner)
    walk.visit(node.body, inner)
  } else walk.children(node, inner)
  closeScope(scope, walk.module)
}

const HANDLERS: { [type: string]: (walk: Walk, node: never, at: At) => void } = {
  Identifier: (walk, node: t.Identifier, at) => {
    walk.refer(node, at)
  },
  JSXIdentifier: (walk, node: t.JSXIdentifier, at) => {
    if (!/^[a-z]/.test(node.name) || at.hint === 'jsx-object') walk.refer(node, at)
  },
  JSXMemberExpression: (walk, node: t.JSXMemberExpression, at) => walk.visit(node.object, { ...at, hint: 'jsx-object' }),
  JSXAttribute: (walk, node: t.JSXAttribute, at) => walk.visit(node.value, { ...at, hint: sourceName(node.name) }),
  JSXNamespacedName: () => {},
  ThisExpression: (walk, _node, at) => walk.use('this', at),
  Super: (walk, _node, at) => {
    walk.use('super', at)
    walk.use('this', at)
  },
  MetaProperty: (walk, node: t.MetaProperty, at) => {
    if (node.meta.name === 'new') walk.use('newTarget', at)
    else walk.place(node, 'import.meta', at)
  },
  // only `#x in object` comes here: members and declarations are visited by their own handlers
  PrivateName: (_walk, node: t.PrivateName, at) => usePrivate(node.id.name, at, true),
  MemberExpression: member,
  OptionalMemberExpression: member,
  ImportExpression: (walk, node: t.ImportExpression, at) => {
    walk.place(node, node.options || node.phase ? 'import()' : importName(node.source), at)
    walk.children(node, at)
  },
  CallExpression: call,
  OptionalCallExpression: call,
  NewExpression: call,
  AssignmentExpression: (walk, node: t.AssignmentExpression, at) => {
    walk.assign(node.left, at, node.operator !== '=')
    walk.visit(node.right, { ...at, hint: sourceName(node.left), top: false })
  },
  UpdateExpression: (walk, node: t.UpdateExpression, at) => walk.assign(node.argument, at, true),
  ObjectProperty: (walk, node: t.ObjectProperty, at) => {
    if (node.computed) walk.visit(node.key, { ...at, hint: '', top: false })
    walk.visit(node.value, { ...at, hint: sourceName(node.key), top: false })
  },
  ObjectMethod: (walk, node: t.ObjectMethod, at) => {
    if (node.computed) walk.visit(node.key, { ...at, hint: '', top: false })
    const kind = node.kind === 'get' ? 'getter' : node.kind === 'set' ? 'setter' : 'method'
    walk.function(node, kind, at, null, sourceName(node.key))
  },
  FunctionDeclaration: (walk, node: t.FunctionDeclaration, at) => {
    declareFunction(walk, node, at)
    walk.function(node, 'function', at, null, node.id?.name ?? 'default')
  },
  FunctionExpression: (walk, node: t.FunctionExpression, at) =>
    walk.function(node, 'function', at, null, node.id?.name ?? at.hint),
  ArrowFunctionExpression: (walk, node: t.ArrowFunctionExpression, at) => walk.function(node, 'arrow', at),
  ClassDeclaration: (walk, node: t.ClassDeclaration, at) => {
    if (node.id) declare(at.scope, node.id.name, { kind: 'class', node: node.id, ready: at.scope.kind === 'switch' ? Number.POSITIVE_INFINITY : (node.end as number) })
    if (node.id) walk.module.names.add(node.id.name)
    walk.class(node, at)
  },
  ClassExpression: (walk, node: t.ClassExpression, at) => walk.class(node, at),
  VariableDeclaration: (walk, node: t.VariableDeclaration, at) => {
    const kind = node.kind === 'var' || node.kind === 'let' ? node.kind : 'const'
    for (const { id, init } of node.declarations) {
      const end = init?.end ?? id.end
      declarePattern(walk, id as t.Node, kind, end as number, at, init !== null && init !== undefined)
      walk.visit(init, { ...at, hint: sourceName(id as t.Node), top: false })
    }
  },
  BlockStatement: (walk, node: t.BlockStatement, at) => walk.block(node.body, at),
  IfStatement: (walk, node: t.IfStatement, at) => {
    walk.visit(node.test, { ...at, hint: '', top: false })
    for (const branch of [node.consequent, node.alternate]) {
      // Annex B.3.3: `if (x) function f() {}` stands as if in a block
      if (branch?.type === 'FunctionDeclaration') walk.block([branch], at)
      else walk.visit(branch, { ...at, hint: '', top: false })
    }
  },
  SwitchStatement: (walk, node: t.SwitchStatement, at) => {
    walk.visit(node.discriminant, { ...at, hint: '', top: false })
    walk.block(node.cases, at, 'switch')
  },
  CatchClause: (walk, node: t.CatchClause, at) => {
    const scope = newScope('block', at.scope, at.fn)
    const inner = { ...at, scope, hint: '', top: false }
    if (node.param?.type === 'Identifier') declarePattern(walk, node.param, 'catch', -1, inner)
    else if (node.param) declarePattern(walk, node.param, 'let', node.param.end as number, inner)
    walk.visit(node.body, inner)
    closeScope(scope, walk.module)
  },
  ForStatement: loop,
  ForInStatement: loop,
  ForOfStatement: loop,
  WhileStatement: loop,
  DoWhileStatement: loop,
  WithStatement: (walk, node: t.WithStatement, at) => {
    walk.visit(node.object, { ...at, hint: '', top: false })
    for (let fn = at.fn; fn !== null; fn = fn.parent) fn.with = true
    const first = walk.module.functions.length
    walk.visit(node.body, { ...at, hint: '', top: false })
    for (const fn of walk.module.functions.slice(first)) fn.with = true
  },
  LabeledStatement: (walk, node: t.LabeledStatement, at) => walk.visit(node.body, { ...at, top: false }),
  BreakStatement: () => {},
  ContinueStatement: () => {},
  ImportDeclaration: (walk, node: t.ImportDeclaration, at) => {
    for (const specifier of node.specifiers) {
      const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : specifier.type === 'ImportNamespaceSpecifier' ? '*' : exportedName(specifier.imported)
      walk.module.names.add(specifier.local.name)
      declare(at.scope, specifier.local.name, { kind: 'import', node: specifier.local, ready: -1, imported: { source: node.source.value, name } })
    }
  },
  ExportNamedDeclaration: (walk, node: t.ExportNamedDeclaration, at) => {
    walk.visit(node.declaration, at)
    if (node.source) return
    for (const specifier of node.specifiers)
      if (specifier.type === 'ExportSpecifier') walk.refer(specifier.local, at, { exported: true })
  },
  ExportAllDeclaration: () => {},
  ExportDefaultDeclaration: (walk, node: t.ExportDefaultDeclaration, at) => walk.visit(node.declaration, { ...at, hint: 'default' }),
}

function member(walk: Walk, node: t.MemberExpression | t.OptionalMemberExpression, at: At): void {
  const inner = { ...at, hint: '', top: false }
  const named = !node.computed && node.property.type === 'Identifier' && node.type === 'MemberExpression'
  if (named && node.object.type === 'Identifier') {
    const { name } = node.property as t.Identifier
    walk.refer(node.object, inner, { member: name, indexed: name === 'length' })
  } else if (node.computed && node.object.type === 'Identifier') walk.refer(node.object, inner, { indexed: true })
  else walk.visit(node.object, inner)
  if (node.computed) walk.visit(node.property, inner)
  else if (node.property.type === 'PrivateName') usePrivate(node.property.id.name, at)
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

function call(walk: Walk, node: t.CallExpression | t.OptionalCallExpression | t.NewExpression, at: At): void {
  const { callee } = node
  if (callee.type === 'Super') {
    walk.use('superCall', at)
    walk.use('this', at)
  } else if (callee.type === 'Import') {
    walk.place(node, node.arguments.length > 1 ? 'import()' : importName(node.arguments[0] as t.Node), at)
  } else if (callee.type === 'MemberExpression' && callee.computed) walk.leak(callee, { ...at, hint: '', top: false })
  else walk.visit(callee as t.Node, { ...at, hint: '', top: false })
  if (node.type === 'CallExpression' && callee.type === 'Identifier' && callee.name === 'eval') directEval(walk, at)
  const name = `${sourceName(callee)}()`
  for (const argument of node.arguments) walk.visit(argument, { ...at, hint: name, top: false })
}

function directEval(walk: Walk, at: At): void {
  // An arrow's eval declares its `var`s in the arrow itself, and sees `this` and `arguments` from around it.
  if (at.fn !== null) at.fn.eval = true
  else if (!at.strict && walk.module.format === 'commonjs') walk.module.eval = true
  for (let scope: Scope | null = at.scope; scope !== null; scope = scope.parent) scope.eval = true
  for (let fn = at.fn; fn !== null; fn = fn.parent) fn.evalWithin = true
}

function exportedName(node: t.Identifier | t.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value
}

function importName(source: t.Node): string {
  return source.type === 'StringLiteral' ? `import(${JSON.stringify(source.value)})` : 'import()'
}

function declareFunction(walk: Walk, node: t.FunctionDeclaration, at: At): void {
  if (!node.id) return
  const { name } = node.id
  walk.module.names.add(name)
  const top = at.scope.kind === 'body' || at.scope.kind === 'module'
  declare(at.scope, name, { kind: 'function', node: node.id, ready: -1 })
  if (top || at.strict || node.async || node.generator) return
  at.fn?.blockFunctions.add(name)
  ;(at.scope.parent as Scope).rising.push(node)
}
