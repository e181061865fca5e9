import * as t from '@babel/types'

/**
 * `$field(() => Cart, "limit", init)`: instances that are alive get a field that the class has gained when it is first read or set. A prototype
 * that is asked is none of them. `isPlain`: a constructor assigns it, so what is inherited under that name would be called. `released`: what those
 * get that a patch made without it, after a revert; but those that have it under another name (`$alias` of an earlier patch) go on with that.
 */
export const FIELD = `(klass, key, init, isPlain, released) => {
  let others = []
  const own = (o, value) => {
    if (Object.isExtensible(o)) Object.defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true })
    return value
  }
  const lend = (o, init) => {
    const otherOf = o => others.find(other => Object.hasOwn(o, other))
    const get = function () {
      if (Object.hasOwn(this, "constructor")) return undefined
      const other = otherOf(this)
      return other ? this[other] : own(this, init.call(this))
    }
    const set = function (value) {
      const other = otherOf(this)
      other ? this[other] = value : own(this, value)
    }
    get.lent = others
    Object.defineProperty(o, key, { configurable: true, get, set })
  }
  return on => {
    const o = klass().prototype
    const lent = Object.getOwnPropertyDescriptor(o, key)?.get?.lent
    if (lent) {
      delete o[key]
      others = lent
    }
    const isTaken = isPlain ? key in o : Object.hasOwn(o, key)
    if (on && isTaken) throw { code: "IASO2140", args: [key] }
    if (on ? init : released && !isTaken) lend(o, on ? init : released)
  }
}`

/**
 * `$alias(() => Cart, "list", ["_list"])`: a property goes on under another name. Instances have it under the name that it had when they were
 * made, also after a revert.
 */
export const ALIAS = `(klass, key, others) => {
  const put = (key, others) => {
    const get = function () { return this[others.find(other => Object.hasOwn(this, other))] }
    const set = function (value) {
      const other = others.find(other => Object.hasOwn(this, other))
      if (other) this[other] = value
      else if (Object.isExtensible(this)) Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true })
    }
    get.lent = others
    Object.defineProperty(klass().prototype, key, { configurable: true, get, set })
  }
  return on => {
    const o = klass().prototype
    if (on) {
      for (const name of [key, ...others]) if (Object.getOwnPropertyDescriptor(o, name)?.get?.lent) delete o[name]
      if (key in o) throw { code: "IASO2140", args: [key] }
      put(key, others)
    } else {
      delete o[key]
      put(others[0], [...others.slice(1), key])
    }
  }
}`

/** `$extend(() => Cart, () => Base)` */
export const EXTEND = `(klass, base) => {
  let was
  const put = (a, b) => { Object.setPrototypeOf(klass(), a); Object.setPrototypeOf(klass().prototype, b) }
  return on => {
    if (on) {
      was = [Object.getPrototypeOf(klass()), Object.getPrototypeOf(klass().prototype)]
      put(base(), base().prototype)
    } else put(...was)
  }
}`

/** `$private(init)`: a private field that the class has gained; its values live as long as the instances. */
export const PRIVATE = `(init, values = new WeakMap()) => ({
  get(o) {
    if (!values.has(o)) values.set(o, init.call(o))
    return values.get(o)
  },
  set(o, value) {
    values.set(o, value)
    return value
  },
})`

/** `Object.defineProperty($this, "limit", { value: init.call($this), … })` */
export function ownField(self: () => t.Expression, key: string, init: t.Expression): t.Statement {
  const flag = (name: string) => t.objectProperty(t.identifier(name), t.booleanLiteral(true))
  const value = t.callExpression(t.memberExpression(init, t.identifier('call')), [self()])
  const descriptor = [
    t.objectProperty(t.identifier('value'), value),
    ...['writable', 'enumerable', 'configurable'].map(flag),
  ]
  return t.expressionStatement(
    t.callExpression(defineProperty(), [self(), t.stringLiteral(key), t.objectExpression(descriptor)]),
  )
}

/** `Object.defineProperty($this, "limit", { enumerable: false })`: after a revert it is wanted again. */
export function withoutField(self: () => t.Expression, key: string): t.Statement {
  const hidden = t.objectExpression([t.objectProperty(t.identifier('enumerable'), t.booleanLiteral(false))])
  return t.expressionStatement(t.callExpression(defineProperty(), [self(), t.stringLiteral(key), hidden]))
}

function defineProperty(): t.Expression {
  return t.memberExpression(t.identifier('Object'), t.identifier('defineProperty'))
}
