import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'

/**
 * A change: it puts a method on the class, or takes it away; taken back, it puts back what was there. The method's home object
 * stands where the class' prototype stands, so that `super` finds the same.
 *
 * @param method the new member; undefined: the class has it no more
 * @param inner the name that a class expression has within itself, where the member uses it
 */
export function memberChange(
  klass: () => t.Expression,
  member: t.ClassMethod,
  method: t.ObjectMethod | undefined,
  inner?: string,
): t.Expression {
  const target = member.static ? klass() : t.memberExpression(klass(), t.identifier('prototype'))
  const key =
    member.key.type === 'Identifier' ? t.stringLiteral(member.key.name) : (t.cloneNode(member.key) as t.Expression)
  const change = parseExpression(
    method === undefined
      ? (REMOVE[member.kind] as string)
      : member.kind === 'method'
        ? PUT
        : member.kind === 'get'
          ? PUT_GETTER
          : PUT_SETTER,
  )
  const make = method === undefined ? [] : [homeOf(method, inner, klass)]
  return t.callExpression(change, [t.arrowFunctionExpression([], target), key, ...make])
}

/** `() => ({ method() {…} })`: made when it is put in, as the class may not be there before. */
function homeOf(method: t.ObjectMethod, inner: string | undefined, klass: () => t.Expression): t.Expression {
  const home = t.objectExpression([method])
  if (inner === undefined) return t.arrowFunctionExpression([], home)
  const self = t.variableDeclaration('const', [t.variableDeclarator(t.identifier(inner), klass())])
  return t.arrowFunctionExpression([], t.blockStatement([self, t.returnStatement(home)]))
}

const change = (make: string) => `((target, key, make) => {
  let before
  return on => {
    const o = target()
    if (on) { before = Object.getOwnPropertyDescriptor(o, key); ${make} }
    else { delete o[key]; if (before) Object.defineProperty(o, key, before) }
  }
})`
const put = (field: string) =>
  `const home = make(); Object.setPrototypeOf(home, Object.getPrototypeOf(o)); Object.defineProperty(o, key, { ${field}: Object.getOwnPropertyDescriptor(home, key).${field}, enumerable: false, configurable: true${field === 'value' ? ', writable: true' : ''} })`

const PUT = change(put('value'))
const PUT_GETTER = change(put('get'))
const PUT_SETTER = change(put('set'))
/** The other half of an accessor stays. */
const take = (other: string) =>
  `delete o[key]; if (before && before.${other}) Object.defineProperty(o, key, { ${other}: before.${other}, enumerable: false, configurable: true })`

const REMOVE: Record<string, string> = {
  method: change('delete o[key]'),
  get: change(take('set')),
  set: change(take('get')),
}
