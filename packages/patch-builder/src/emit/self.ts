import * as t from '@babel/types'
import type { Fn } from '@iaso/babel-plugin'
import type { Handover } from './implement.js'
import type { PartEmitter } from './part.js'
import type { Self } from './rewrite.js'
import { superClassOf } from './super.js'

/** What `this`, `new.target` and `super` are in the implementation of a function. */
export function selfOf(fn: Fn, handover: Handover, part: PartEmitter): Self {
  const self = thisOf(handover)
  const reader = self.super ?? (fn.uses.super ? superByName(fn, part, self.this) : undefined)
  // a real function of its own within the implementation: `this` and `arguments` are its
  const isFunction = handover.arguments_ !== undefined && !handover.late && self.construct === undefined
  return isFunction ? { newTarget: self.newTarget, super: reader } : { ...self, super: reader }
}

/** `k => Reflect.get(Object.getPrototypeOf(C.prototype), k, $this)` */
export function superByName(fn: Fn, part: PartEmitter, this_?: () => t.Expression): (() => t.Expression) | undefined {
  const found = superClassOf(fn, part.module)
  if (found === undefined) return undefined
  const call = (object: string, name: string, ...args: t.Expression[]) =>
    t.callExpression(t.memberExpression(t.identifier(object), t.identifier(name)), args)
  return () => {
    const klass = part.reach.moduleName(found.name).read()
    const home = found.isStatic ? klass : t.memberExpression(klass, t.identifier('prototype'))
    const self = this_?.() ?? t.thisExpression()
    return t.arrowFunctionExpression(
      [t.identifier('k')],
      call('Reflect', 'get', call('Object', 'getPrototypeOf', home), t.identifier('k'), self),
    )
  }
}

function thisOf({ self, late }: Handover): Self {
  if (late === undefined) return self
  const name = () => t.identifier(late.name)
  return { ...self, this: late.called ? () => t.callExpression(name(), []) : name }
}
