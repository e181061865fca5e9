import type * as t from '@babel/types'
import { sourceName } from './keys.js'
import type { Class, FnKind, PrivateMember } from './model.js'
import { closeScope, declare, newScope } from './scope.js'
import { noteText } from './texts.js'
import type { At, Walk } from './walk.js'

/** The part of the walk that knows classes: their own name, private names, members. */
export class ClassWalk {
  constructor(private readonly walk: Walk) {}

  visit(node: t.Class, at: At): void {
    const { walk } = this
    const name = node.id?.name ?? at.hint
    const klass: Class = {
      node,
      key: at.fn === null ? name : `${at.fn.name}/${name}`,
      parent: at.fn,
      // several scripts share one scope, where a registrar could have no name of its own
      once: at.fn === null && !at.repeated && walk.module.format !== 'script',
      privates: privateMembers(node),
      slot: 0,
      outer: at.class,
    }
    walk.module.classes.push(klass)
    const scope = newScope('class', at.scope, at.fn)
    if (node.id) {
      const computed = node.body.body.some(member => 'computed' in member && member.computed)
      walk.module.names.add(node.id.name)
      declare(scope, node.id.name, {
        kind: 'class-self',
        node: node.id,
        ready: computed ? Number.POSITIVE_INFINITY : (node.body.start as number),
      })
    }
    const inner: At = { ...at, scope, class: klass, strict: true, hint: '', top: false }
    for (const decorator of node.decorators ?? []) walk.visit(decorator, { ...at, hint: '', top: false })
    walk.visit(node.superClass, { ...inner, class: at.class })
    for (const member of node.body.body) this.member(member, klass, inner)
    closeScope(scope, walk.module)
  }

  private member(member: t.ClassBody['body'][number], klass: Class, at: At): void {
    const { walk } = this
    if ('decorators' in member) for (const decorator of member.decorators ?? []) walk.visit(decorator, at)
    if ('computed' in member && member.computed) noteText(walk, member.key as t.Node)
    switch (member.type) {
      case 'ClassMethod':
      case 'ClassPrivateMethod':
        if (member.type === 'ClassMethod' && member.computed) walk.visit(member.key, at)
        return walk.function(member, methodKind(member, klass.node), at, klass, sourceName(member.key))
      case 'ClassProperty':
      case 'ClassPrivateProperty':
      case 'ClassAccessorProperty':
        if (member.type !== 'ClassPrivateProperty' && member.computed) walk.visit(member.key as t.Node, at)
        if (member.value) this.initialiser(member, member.value, klass, at)
        return
      case 'StaticBlock':
        return this.staticBlock(member, klass, at)
      default:
    }
  }

  /** A field's initial value is evaluated as if it were a method's body. */
  private initialiser(
    member: t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty,
    value: t.Expression,
    klass: Class,
    at: At,
  ): void {
    const { walk } = this
    const name = sourceName(member.key)
    const fn = walk.newFn(member, 'field', at, klass, name)
    const scope = newScope('body', at.scope, fn)
    fn.scope = scope
    fn.bodyScope = scope
    walk.visit(value, { ...at, scope, fn, repeated: true, hint: name })
    closeScope(scope, walk.module)
  }

  private staticBlock(node: t.StaticBlock, klass: Class, at: At): void {
    const { walk } = this
    const fn = walk.newFn(node, 'static-block', at, klass, '')
    const scope = newScope('body', at.scope, fn)
    fn.scope = scope
    fn.bodyScope = scope
    walk.statements(node.body, { ...at, scope, fn, repeated: true, hint: '', top: true })
    closeScope(scope, walk.module)
  }
}

function methodKind(member: t.ClassMethod | t.ClassPrivateMethod, klass: t.Class): FnKind {
  if (member.kind === 'get') return 'getter'
  if (member.kind === 'set') return 'setter'
  if (member.kind === 'constructor') return klass.superClass ? 'derived-constructor' : 'constructor'
  return 'method'
}

function privateMembers(node: t.Class): Map<string, PrivateMember> {
  const members = new Map<string, PrivateMember>()
  for (const member of node.body.body) {
    if (!('key' in member) || member.key.type !== 'PrivateName') continue
    const name = member.key.id.name
    const known = members.get(name) ?? {
      static: 'static' in member && member.static === true,
      get: false,
      set: false,
      has: false,
    }
    if (member.type === 'ClassPrivateMethod') {
      if (member.kind === 'set') known.set = true
      else known.get = true
    } else known.get = known.set = true
    members.set(name, known)
  }
  return members
}
