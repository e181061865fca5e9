import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'

/**
 * An install: `apply` puts a method on the class, or takes it away; `undo` puts back what was there. The method's home object
 * stands where the class' prototype stands, so that `super` finds the same.
 *
 * @param method the new member; undefined: the class has it no more
 * @param inner the name that a class expression has within itself, where the member uses it
 */
export function memberInstall(
  klass: () => t.Expression,
  member: t.ClassMethod,
  method: t.ObjectMethod | undefined,
  inner?: string,
): t.Expression {
  const target = member.static ? klass() : t.memberExpression(klass(), t.identifier('prototype'))
  const key =
    member.key.type === 'Identifier' ? t.stringLiteral(member.key.name) : (t.cloneNode(member.key) as t.Expression)
  const install = parseExpression(
    method === undefined
      ? (REMOVE[member.kind] as string)
      : member.kind === 'method'
        ? PUT
        : member.kind === 'get'
          ? PUT_GETTER
          : PUT_SETTER,
  )
  const make = method === undefined ? [] : [homeOf(method, inner, klass)]
  return t.callExpression(install, [t.arrowFunctionExpression([], target), key, ...make])
}

/** `() => ({ method() {…} })`: made when it is put in, as the class may not be there before. */
function homeOf(method: t.ObjectMethod, inner: string | undefined, klass: () => t.Expression): t.Expression {
  const home = t.objectExpression([method])
  if (inner === undefined) return t.arrowFunctionExpression([], home)
  const self = t.variableDeclaration('const', [t.variableDeclarator(t.identifier(inner), klass())])
  return t.arrowFunctionExpression([], t.blockStatement([self, t.returnStatement(home)]))
}

const install = (apply: string) => `((target, key, make) => {
  let before
  return {
    apply() { const o = target(); before = Object.getOwnPropertyDescriptor(o, key); ${apply} },
    undo() { const o = target(); delete o[key]; if (before) Object.defineProperty(o, key, before) },
  }
})`
const put = (field: string) =>
  `const home = make(); Object.setPrototypeOf(home, Object.getPrototypeOf(o)); Object.defineProperty(o, key, { ${field}: Object.getOwnPropertyDescriptor(home, key).${field}, enumerable: false, configurable: true${field === 'value' ? ', writable: true' : ''} })`

const PUT = install(put('value'))
const PUT_GETTER = install(put('get'))
const PUT_SETTER = install(put('set'))
/** The other half of an accessor stays. */
const take = (other: string) =>
  `delete o[key]; if (before && before.${other}) Object.defineProperty(o, key, { ${other}: before.${other}, enumerable: false, configurable: true })`

const REMOVE: Record<string, string> = {
  method: install('delete o[key]'),
  get: install(take('set')),
  set: install(take('get')),
}
