import type * as t from '@babel/types'
import { declarePattern } from './declare.js'
import { sourceName } from './keys.js'
import type { Scope } from './model.js'
import { closeScope, declare, newScope } from './scope.js'
import { noteCall, noteConstruction, noteNamed, noteText } from './texts.js'
import { type At, usePrivate, type Walk } from './walk.js'

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

/** What each kind of node means for names and functions; all others are walked through. */
export const VISITORS: { [type: string]: (walk: Walk, node: never, at: At) => void } = {
  Identifier: (walk, node: t.Identifier, at) => {
    walk.refer(node, at)
  },
  JSXIdentifier: (walk, node: t.JSXIdentifier, at) => {
    if (!/^[a-z]/.test(node.name) || at.hint === 'jsx-object') walk.refer(node, at)
  },
  JSXMemberExpression: (walk, node: t.JSXMemberExpression, at) =>
    walk.visit(node.object, { ...at, hint: 'jsx-object' }),
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
  NewExpression: (walk, node: t.NewExpression, at) => {
    noteConstruction(walk, node)
    call(walk, node, at)
  },
  BinaryExpression: (walk, node: t.BinaryExpression, at) => {
    if (/^[+<>]=?$/.test(node.operator)) for (const side of [node.left, node.right]) noteText(walk, side)
    walk.children(node, at)
  },
  TemplateLiteral: (walk, node: t.TemplateLiteral, at) => {
    for (const expression of node.expressions) noteText(walk, expression)
    walk.children(node, at)
  },
  TaggedTemplateExpression: (walk, node: t.TaggedTemplateExpression, at) => {
    walk.visit(node.tag, { ...at, hint: '', top: false })
    walk.children(node.quasi, at)
  },
  AssignmentExpression: (walk, node: t.AssignmentExpression, at) => {
    walk.assign(node.left, at, node.operator !== '=')
    walk.visit(node.right, { ...at, hint: sourceName(node.left), top: false })
  },
  UpdateExpression: (walk, node: t.UpdateExpression, at) => walk.assign(node.argument, at, true),
  ObjectProperty: (walk, node: t.ObjectProperty, at) => {
    if (node.computed) noteText(walk, node.key)
    if (node.computed) walk.visit(node.key, { ...at, hint: '', top: false })
    if (node.value.type === 'FunctionExpression') walk.module.members.add(node.value)
    walk.visit(node.value, { ...at, hint: sourceName(node.key), top: false })
  },
  ObjectMethod: (walk, node: t.ObjectMethod, at) => {
    if (node.computed) noteText(walk, node.key)
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
    if (node.id)
      declare(at.scope, node.id.name, {
        kind: 'class',
        node: node.id,
        ready: at.scope.kind === 'switch' ? Number.POSITIVE_INFINITY : (node.end as number),
      })
    if (node.id) {
      walk.module.names.add(node.id.name)
      walk.module.named.set(node.id, node)
    }
    walk.class(node, at)
  },
  ClassExpression: (walk, node: t.ClassExpression, at) => walk.class(node, at),
  VariableDeclaration: (walk, node: t.VariableDeclaration, at) => {
    const kind = node.kind === 'var' || node.kind === 'let' ? node.kind : 'const'
    for (const { id, init } of node.declarations) {
      const end = init?.end ?? id.end
      declarePattern(walk, id as t.Node, kind, end as number, at, init !== null && init !== undefined)
      noteNamed(walk, id as t.Node, init)
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
      const name =
        specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : specifier.type === 'ImportNamespaceSpecifier'
            ? '*'
            : exportedName(specifier.imported)
      walk.module.names.add(specifier.local.name)
      declare(at.scope, specifier.local.name, {
        kind: 'import',
        node: specifier.local,
        ready: -1,
        imported: { source: node.source.value, name },
      })
    }
  },
  ExportNamedDeclaration: (walk, node: t.ExportNamedDeclaration, at) => {
    walk.visit(node.declaration, at)
    if (node.source) return
    for (const specifier of node.specifiers)
      if (specifier.type === 'ExportSpecifier') walk.refer(specifier.local, at, { exported: true })
  },
  ExportAllDeclaration: () => {},
  ExportDefaultDeclaration: (walk, node: t.ExportDefaultDeclaration, at) =>
    walk.visit(node.declaration, { ...at, hint: 'default' }),
}

function member(walk: Walk, node: t.MemberExpression | t.OptionalMemberExpression, at: At): void {
  const inner = { ...at, hint: '', top: false }
  const named = !node.computed && node.property.type === 'Identifier' && node.type === 'MemberExpression'
  if (named && node.object.type === 'Identifier') {
    const { name } = node.property as t.Identifier
    walk.refer(node.object, inner, { member: name, indexed: name === 'length' })
  } else if (node.computed && node.object.type === 'Identifier')
    walk.refer(node.object, inner, { indexed: node.property.type !== 'StringLiteral' })
  else walk.visit(node.object, inner)
  if (node.computed) noteText(walk, node.property)
  if (node.computed) walk.visit(node.property, inner)
  else if (node.property.type === 'PrivateName') usePrivate(node.property.id.name, at)
}

function call(walk: Walk, node: t.CallExpression | t.OptionalCallExpression | t.NewExpression, at: At): void {
  const { callee } = node
  if (node.type !== 'NewExpression') noteCall(walk, node)
  if (callee.type === 'Super') {
    walk.use('superCall', at)
    walk.use('this', at)
  } else if (callee.type === 'Import') {
    walk.place(node, node.arguments.length > 1 ? 'import()' : importName(node.arguments[0] as t.Node), at)
  } else if (callee.type === 'MemberExpression' && callee.computed) {
    noteText(walk, callee.property)
    walk.leak(callee, { ...at, hint: '', top: false })
  } else walk.visit(callee as t.Node, { ...at, hint: '', top: false })
  if (node.type === 'CallExpression' && callee.type === 'Identifier') {
    walk.module.calls.set(callee, node)
    if (callee.name === 'eval') directEval(walk, at)
  }
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
  walk.module.named.set(node.id, node)
  const top = at.scope.kind === 'body' || at.scope.kind === 'module'
  declare(at.scope, name, { kind: 'function', node: node.id, ready: -1 })
  if (top || at.strict || node.async || node.generator) return
  at.fn?.blockFunctions.add(name)
  ;(at.scope.parent as Scope).rising.push(node)
}
