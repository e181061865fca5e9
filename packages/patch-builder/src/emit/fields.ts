import * as t from '@babel/types'

/**
 * `$field(() => Cart, "limit", init)`: instances that are alive get a field that the class has gained when it is first read or set. A prototype
 * that is asked is none of them. `isPlain`: a constructor assigns it, so what is inherited under that name would be called.
 */
export const FIELD = `(klass, key, init, isPlain) => {
  const own = (o, value) => {
    if (Object.isExtensible(o)) Object.defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true })
    return value
  }
  return on => {
    const o = klass().prototype
    if (!on) delete o[key]
    else {
      if (isPlain ? key in o : Object.hasOwn(o, key)) throw { code: "IASO2140", args: [key] }
      Object.defineProperty(o, key, {
        configurable: true,
        get() { return Object.hasOwn(this, "constructor") ? undefined : own(this, init.call(this)) },
        set(value) { own(this, value) },
      })
    }
  }
}`

/**
 * `$alias(() => Cart, "list", ["_list"])`: a property goes on under another name. Instances have it under the name that it had when they were
 * made, also after a revert.
 */
export const ALIAS = `(klass, key, others) => {
  const put = (key, others) => Object.defineProperty(klass().prototype, key, {
    configurable: true,
    get() { return this[others.find(other => Object.hasOwn(this, other))] },
    set(value) {
      const other = others.find(other => Object.hasOwn(this, other))
      if (other) this[other] = value
      else if (Object.isExtensible(this)) Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true })
    },
  })
  return on => {
    const o = klass().prototype
    if (on) {
      for (const other of others) if (Object.getOwnPropertyDescriptor(o, other)?.set) delete o[other]
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
