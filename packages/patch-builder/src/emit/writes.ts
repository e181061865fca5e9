import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { nameOf } from '../compare/slots.js'
import type { Element, Expected, Spot, Wanted, Write } from '../compare/writes.js'
import type { Access } from './access.js'
import { AGAIN, LEAF, SAME } from './derived.js'
import { keep } from './keep.js'
import { named } from './named.js'

/** What the code around does for writes. */
export interface WriteScope {
  /** An expression of the new source, as it is reached from the patch. */
  expression(node: t.Expression): t.Expression
  /** An expression of the release. */
  released(node: t.Expression): t.Expression
  method(node: t.ObjectMethod): t.ObjectMethod
  moduleName(name: string): Access
  /** A name for a helper, with its declaration at the part's head. */
  helper(name: string, code: string): t.Expression
}

/** `$put($c.keep("id.path:hash", () => ({ v: value })), () => root.k1, "k2", v => v === 5, "path")`: an install. */
export function writeChange(write: Write, scope: WriteScope): t.Expression {
  switch (write.kind) {
    case 'property': {
      const { spot, before, after } = write
      const [holder, key] = [{ ...spot, keys: spot.keys.slice(0, -1) }, spot.keys.at(-1) as t.Expression]
      const check = before.kind === 'absent' ? t.numericLiteral(0) : matcher(before, scope)
      const args = [box(spot, after, scope), target(holder, scope), at(spot, key, scope), check]
      return t.callExpression(scope.helper('$put', PUT), [...args, t.stringLiteral(spot.path)])
    }
    case 'variable': {
      const { name, before, after } = write
      const access = scope.moduleName(name)
      const set = t.arrowFunctionExpression([t.identifier('v')], access.write?.(t.identifier('v')) as t.Expression)
      const spot = { path: name, root: name, keys: [] }
      const args = [box(spot, after, scope), lazy(access.read()), set, matcher(before, scope), t.stringLiteral(name)]
      return t.callExpression(scope.helper('$set', SET), args)
    }
    case 'order': {
      const { spot, keys } = write
      const list = t.arrayExpression(keys.map(key => at(spot, key, scope)))
      return t.callExpression(scope.helper('$order', ORDER), [target(spot, scope), list])
    }
    case 'derived': {
      const { spot, before, after, key, leaf } = write
      const makers = [lazy(scope.released(before)), lazy(scope.expression(after))]
      const [holder, last] = [{ ...spot, keys: spot.keys.slice(0, -1) }, spot.keys.at(-1)]
      const place = leaf ? [target(holder, scope), at(spot, last as t.Expression, scope)] : [target(spot, scope)]
      const args = [
        scope.helper('$same', SAME),
        keep(key, t.objectExpression([])),
        ...makers,
        t.stringLiteral(spot.path),
      ]
      return t.callExpression(leaf ? scope.helper('$leaf', LEAF) : scope.helper('$again', AGAIN), [...args, ...place])
    }
    default: {
      const { spot, before, after, kind, key } = write
      const is = t.arrayExpression(before.map(each => matcher(each, scope)))
      const made = after.flatMap(each => ('node' in each ? [scope.expression(each.node)] : []))
      const args = [keep(key, t.arrayExpression(made)), target(spot, scope), is, arrange(after), t.stringLiteral(kind)]
      return t.callExpression(scope.helper('$list', LIST), [...args, t.stringLiteral(spot.path)])
    }
  }
}

/** `(was, made) => [was[0], made[0]]` */
function arrange(elements: readonly Element[]): t.Expression {
  let count = 0
  const pick = (name: string, index: number) => t.memberExpression(t.identifier(name), t.numericLiteral(index), true)
  const list = elements.map(each => ('was' in each ? pick('was', each.was) : pick('made', count++)))
  return t.arrowFunctionExpression([t.identifier('was'), t.identifier('made')], t.arrayExpression(list))
}

function lazy(value: t.Expression): t.Expression {
  return t.arrowFunctionExpression([], value)
}

function target(spot: Spot, scope: WriteScope): t.Expression {
  const root =
    typeof spot.root === 'string'
      ? scope.moduleName(spot.root).read()
      : spot.released
        ? scope.released(spot.root)
        : scope.expression(spot.root)
  return lazy(spot.keys.reduce((object, key) => t.memberExpression(object, at(spot, key, scope), true), root))
}

function at({ released }: Spot, key: t.Expression, scope: WriteScope): t.Expression {
  return released ? scope.released(key) : scope.expression(key)
}

function box({ named: isNamed, keys, path }: Spot, after: Wanted, scope: WriteScope): t.Expression {
  if (after.kind === 'absent') return keep(`-${path}`, t.objectExpression([]))
  const fields = (name: string, value: t.Expression) => [t.objectProperty(t.identifier(name), value)]
  switch (after.kind) {
    case 'constant':
      return keep(after.key, t.objectExpression(fields('v', t.cloneNode(after.value))))
    case 'descriptor': {
      // else a revert couldn't take it away
      const removable = t.objectProperty(t.identifier('configurable'), t.booleanLiteral(true))
      const made = t.spreadElement(scope.expression(after.node))
      return keep(after.key, t.objectExpression(fields('d', t.objectExpression([made, removable]))))
    }
    case 'accessor': {
      const accessor = scope.method(after.node)
      const key = accessor.computed ? t.cloneNode(accessor.key) : (nameOf(accessor.key as t.Identifier) as t.Expression)
      const found = call('Object.getOwnPropertyDescriptor', t.objectExpression([accessor]), key as t.Expression)
      return keep(after.key, t.objectExpression(fields('d', found)))
    }
    case 'method': {
      const method = scope.method(after.node)
      const value = t.memberExpression(t.objectExpression([method]), t.cloneNode(method.key), method.computed)
      return keep(after.key, t.objectExpression(fields('v', value)))
    }
    default: {
      const value = scope.expression(after.node)
      const key = keys.at(-1)
      const name = isNamed && key?.type === 'StringLiteral' ? named(value, key.value) : nameless(value)
      return keep(after.key, t.objectExpression(fields('v', name)))
    }
  }
}

/** `exports.f = function () {}` gives no name, as `{ v: function () {} }` would. */
function nameless(value: t.Expression): t.Expression {
  return named(value, '') === value ? value : t.sequenceExpression([t.numericLiteral(0), value])
}

/** `v => v === 5` */
function matcher(expected: Expected, scope: WriteScope): t.Expression {
  const v = () => t.identifier('v')
  const is = (left: t.Expression, right: t.Expression) =>
    t.arrowFunctionExpression([v()], t.binaryExpression('===', left, right))
  switch (expected.kind) {
    case 'constant':
      return t.arrowFunctionExpression([v()], call('Object.is', v(), t.cloneNode(expected.value)))
    case 'data':
      return is(call('JSON.stringify', v()), t.stringLiteral(expected.json))
    case 'function':
      return is(t.unaryExpression('typeof', v()), t.stringLiteral('function'))
    case 'text':
      return is(call('String', v()), t.stringLiteral(expected.text))
    case 'same':
      return is(v(), scope.released(expected.node))
    default:
      return t.arrowFunctionExpression([], t.booleanLiteral(true))
  }
}

function call(callee: string, ...args: t.Expression[]): t.Expression {
  return t.callExpression(parseExpression(callee), args)
}

/** A change that is made up when its turn comes. */
export const LAZY = `make => {
  let change
  return on => (change ??= make())(on)
}`

const FAULT = 'throw { code: "IASO2140", args: [path] }'

/**
 * `box` lives as long as the realm: it holds the value, also while the patch is taken back; `own` says that the program has set something
 * else since, and that it stays as the program wants it.
 */
const PUT = `(box, target, key, is, path) => {
  let before
  const at = () => Object.getOwnPropertyDescriptor(target(), key)
  const put = d => Object.defineProperty(target(), key, d)
  const take = () => { "use strict"; delete target()[key] }
  const parent = Object.getPrototypeOf
  const caught = o => {
    const d = o && Object.getOwnPropertyDescriptor(o, key)
    return d ? !d.writable : o && caught(parent(o))
  }
  return on => {
    if (box.own) return
    const now = at()
    if (on) {
      before = now
      if (is ? !before || !is(before.value) : before || !box.d && caught(parent(target()))) ${FAULT}
      if (box.d) put(box.d)
      else if ("v" in box) put({ configurable: true, enumerable: true, writable: true, ...before, value: box.v })
      else take()
    } else if (box.d ? now : "v" in box ? now && Object.is(now.value, box.v) : !now) before ? put(before) : take()
    else if (before || !now) box.own = true
    else { box.v = now.value; take() }
  }
}`

const SET = `(box, get, set, is, path) => {
  let before
  return on => {
    if (box.own) return
    if (on) {
      before = get()
      if (!is(before)) ${FAULT}
      set(box.v)
    } else if (Object.is(get(), box.v)) set(before)
    else box.own = true
  }
}`

const LIST = `(box, target, is, make, kind, path) => {
  let before, now
  const read = () => kind == "map" ? [...target()].flat() : [...target()]
  const fill = list => {
    const o = target()
    if (kind == "array") return o.splice(0, o.length, ...list)
    o.clear()
    while (list.length) kind == "map" ? o.set(...list.splice(0, 2)) : o.add(list.shift())
  }
  return on => {
    if (box.own) return
    if (on) {
      before = read()
      if (before.length != is.length || !is.every((f, i) => f(before[i]))) ${FAULT}
      now = make(before, box)
      fill([...now])
    } else {
      const list = read()
      if (list.length == now.length && now.every((e, i) => Object.is(e, list[i]))) fill([...before])
      else box.own = true
    }
  }
}`

const ORDER = `(target, keys) => {
  let before
  const sort = keys => {
    const o = target(), all = Object.getOwnPropertyDescriptors(o)
    for (const key of [...keys, ...Reflect.ownKeys(all)])
      if (Object.hasOwn(all, key)) {
        delete o[key]
        Object.defineProperty(o, key, all[key])
        delete all[key]
      }
  }
  return on => {
    if (on) before = Reflect.ownKeys(target())
    sort(on ? keys : before)
  }
}`
