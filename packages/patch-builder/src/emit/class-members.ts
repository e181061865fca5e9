import * as t from '@babel/types'
import type { Binding, Fn, PrivateUse } from '@iaso/babel-plugin'
import type { Layout } from '@iaso/protocol'
import { constructorOf, keyText, reachesThis } from '../compare/classes.js'
import { isClassOfModule } from '../verify/needs.js'
import { isSuperStatement } from './construct.js'
import { constantOf } from './emitter.js'
import { EXTEND, FIELD, ownField, PRIVATE, withoutField } from './fields.js'
import type { Handover } from './implement.js'
import { keep } from './keep.js'
import { memberChange } from './members.js'
import { named } from './named.js'
import { beginWith, rewriteOwnCode } from './own-code.js'
import type { PartEmitter } from './part.js'
import type { PrivateAccessors } from './private.js'
import { noPlainSuper, Refusal, unreachablePrivate } from './refusal.js'
import { selfOf, superByName } from './self.js'

/** Emits what classes of one module of the release gain and lose. */
export class MemberEmitter {
  /** Names of what stands behind fields that classes have gained. */
  private readonly initials = new Map<t.Node, string>()

  constructor(private readonly part: PartEmitter) {}

  /** Methods that the patch puts on, or takes from, classes that are alive. */
  installs(): t.Expression[] {
    return this.part.topLevel.classes.flatMap(({ at, added, removed, fields, base }) => {
      const klass = () => (typeof at === 'string' ? this.part.reach.moduleName(at).read() : this.part.expression(at))
      const lazy = (value: t.Expression) => t.arrowFunctionExpression([], value)
      const extended =
        base === undefined
          ? []
          : [t.callExpression(this.part.helper('$extend', EXTEND), [lazy(klass()), lazy(this.part.expression(base))])]
      const gained = fields.map(field =>
        t.callExpression(this.part.helper('$field', FIELD), [
          lazy(klass()),
          t.stringLiteral(keyText(field)),
          this.initial(field),
        ]),
      )
      const puts = added.map(member =>
        this.part.asStrictAs(
          this.part.functionOf(member),
          memberChange(klass, member, this.method(member), this.innerName(member)),
        ),
      )
      return [...extended, ...removed.map(member => memberChange(klass, member, undefined)), ...puts, ...gained]
    })
  }

  /** A constructor sets the fields that its class has gained, after the others, and takes away what it has lost. */
  setFields(fn: Fn, node: t.Function, handover: Handover, layout: Layout): void {
    const change = this.part.topLevel.classes.find(each => constructorOf(each, this.part.module) === fn)
    if (change === undefined || !reachesThis(fn, layout)) return
    if ((layout.construct || handover.late?.called) && change.fields.length + change.gone.length > 0)
      throw noPlainSuper(fn.key, 'it gains or loses fields, and its super(…) is not one statement of its own')
    const self = () => selfOf(fn, handover, this.part).this?.() ?? t.thisExpression()
    const statements = [
      ...change.fields.map(field => ownField(self, keyText(field), this.initial(field))),
      ...change.gone.map(name => withoutField(self, name)),
    ]
    if (fn.kind !== 'derived-constructor') beginWith(node, statements)
    else {
      const body = (node.body as t.BlockStatement).body
      body.splice(body.findIndex(isSuperStatement) + 1, 0, ...statements)
    }
  }

  /** A function that answers the initial value of a field: `function () { return … }` */
  private initial(field: t.ClassProperty | t.ClassPrivateProperty): t.Identifier {
    let name = this.initials.get(field)
    if (name === undefined) {
      name = this.part.names.unique('$init')
      this.initials.set(field, name)
      const copy = this.part.births.copy(field, this.part.functionOf(field) ?? null) as t.ClassProperty
      const fn = this.part.functionOf(field) ?? null
      if (fn !== null) this.refuseInnerName(field)
      const self = fn?.uses.super ? { super: superByName(fn, this.part) } : {}
      rewriteOwnCode(copy, this.part.reach.surroundings(fn, self, undefined))
      const key = field.key.type === 'PrivateName' ? `#${field.key.id.name}` : keyText(field as t.ClassProperty)
      const value = copy.value ? named(copy.value, key) : t.buildUndefinedNode()
      const body = t.blockStatement([t.returnStatement(value)])
      this.part.made.push(constantOf(name, t.functionExpression(null, [], body)))
    }
    return t.identifier(name)
  }

  /** `$c.keep("id.Cart#limit", () => $private(init))` */
  addedPrivate({ class: klass, name }: PrivateUse): PrivateAccessors {
    const member = klass.node.body.body.find(
      each => 'key' in each && each.key.type === 'PrivateName' && each.key.id.name === name,
    )
    let local = this.initials.get(member as t.Node)
    if (local === undefined && member !== undefined) {
      local = this.part.names.unique(`$${name}`)
      const isField = member.type === 'ClassPrivateProperty'
      if (!isField && (member.type !== 'ClassPrivateMethod' || member.kind !== 'method')) throw unreachablePrivate(name)
      this.initials.set(member, local)
      const id = this.part.pair.ids.get(this.part.functionOf(member)) ?? ''
      const key = `${this.part.pair.mapping.id}.${klass.key}#${name}${isField ? '' : id}`
      const value = isField
        ? t.callExpression(this.part.helper('$private', PRIVATE), [this.privateInitial(member)])
        : this.privateMethod(member)
      this.part.made.push(constantOf(local, keep(key, value)))
    }
    const at = (field: string) => () => t.memberExpression(t.identifier(local as string), t.identifier(field))
    return { get: at('get'), set: at('set') }
  }

  private privateInitial(member: t.ClassPrivateProperty): t.Expression {
    // its own name is free for the accessors
    this.initials.delete(member)
    const init = this.initial(member)
    this.initials.delete(member)
    return init
  }

  /** `{ get: () => method }` */
  private privateMethod(member: t.ClassPrivateMethod): t.Expression {
    this.refuseInnerName(member)
    if (this.part.functionOf(member).uses.super) throw unreachablePrivate((member.key as t.PrivateName).id.name)
    const key = t.stringLiteral(`#${(member.key as t.PrivateName).id.name}`)
    const method = this.method({ ...member, key } as unknown as t.ClassMethod, member)
    const object = this.part.asStrictAs(this.part.functionOf(member), t.objectExpression([method]))
    const getter = t.arrowFunctionExpression([], t.memberExpression(t.identifier('o'), t.cloneNode(key), true))
    const made = t.arrowFunctionExpression(
      [t.identifier('o')],
      t.objectExpression([t.objectProperty(t.identifier('get'), getter)]),
    )
    return t.callExpression(made, [object])
  }

  private method(member: t.ClassMethod, original: t.Node = member): t.ObjectMethod {
    const fn = this.part.functionOf(original)
    const copy = { ...this.part.births.copy(original, fn), key: t.cloneNode(member.key) } as t.ClassMethod
    if (fn.layout !== undefined) this.part.births.guard(fn, copy, null)
    rewriteOwnCode(copy, this.part.reach.surroundings(fn, {}, undefined))
    const kind = member.kind === 'get' || member.kind === 'set' ? member.kind : 'method'
    return t.objectMethod(
      kind,
      copy.key as t.Expression,
      copy.params as t.ObjectMethod['params'],
      copy.body,
      member.computed,
      copy.generator,
      copy.async,
    )
  }

  /** Of a class expression, where the member uses it: nobody else knows the class by that name. */
  private innerName(member: t.Node): string | undefined {
    const isInner = (binding: Binding) => binding.kind === 'class-self' && !isClassOfModule(binding, this.part.pair)
    return this.part.functionOf(member).captured.find(isInner)?.name
  }

  /** @throws Refusal what is evaluated elsewhere finds no class under that name */
  private refuseInnerName(member: t.Node): void {
    const name = this.innerName(member)
    if (name !== undefined) throw new Refusal('IASO2104', { name, release: this.part.patch.mapping.release })
  }
}
