import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { mentions } from './own-code.js'
import type { StepNames } from './steps.js'

/**
 * `$iterate(o)`: what `for await` gets from `o`. A sync iterator comes as the language wraps it; whether that closes it when it breaks, or
 * gives a promise that is rejected, depends on the engine, and is found out before anybody can have such a promise.
 */
export const ITERATE = `(() => {
  const { apply } = Reflect, { iterator, asyncIterator } = Symbol
  let closesBroken = false, closesRefused = false
  const probe = async (next, note) => {
    try { for await (const _ of { [iterator]: () => ({ next, return: note }) }); } catch {}
  }
  probe(() => { throw 0 }, () => { closesBroken = true })
  probe(() => ({ done: false, value: (async () => { throw 0 })() }), () => { closesRefused = true })
  const object = (value, what) => {
    if (Object(value) === value) return value
    throw new TypeError(what + " is not an object")
  }
  const method = (o, key) => {
    const found = o[key]
    if (found === void 0 || found === null || typeof found == "function") return found
    throw new TypeError(String(key) + " is not a function")
  }
  const close = o => {
    const found = method(o, "return")
    return found && { value: apply(found, o, []) }
  }
  const wrapped = (sync, next) => ({
    async next() {
      let done, value, isWhole = false
      try {
        const result = object(apply(next, sync, []), "Iterator result")
        done = !!result.done
        value = result.value
        isWhole = true
        return { value: await value, done }
      } catch (error) {
        if (isWhole ? closesRefused && !done : closesBroken) try { close(sync) } catch {}
        throw error
      }
    },
    async return() {
      const closed = close(sync)
      if (!closed) return { value: void 0, done: true }
      const result = object(closed.value, "Iterator result"), done = !!result.done
      return { value: await result.value, done }
    },
  })
  return o => {
    let make = method(o, asyncIterator), source
    if (make) source = object(apply(make, o, []), "Async iterator")
    else {
      make = method(o, iterator)
      if (!make) throw new TypeError(typeof o + " is not async iterable")
      source = object(apply(make, o, []), "Iterator")
      source = wrapped(source, source.next)
    }
    const { next } = source
    return { next: () => apply(next, source, []), close: () => close(source), object: result => object(result, "Iterator result") }
  }
})()`

/**
 * `a: for await (const b of c) …` → `{ const $it = $iterate(c); … a: for (;;) { … const b = $value; … } … }`, which waits step by step and
 * closes the iterator when it is left.
 */
export function forAwait(node: t.ForOfStatement, labels: readonly t.Identifier[], names: StepNames): t.BlockStatement {
  const iterator = names.unique('$it')
  const value = names.unique('$value')
  const { body } = skeleton(iterator, value, names)
  const [, attempt] = body.body as [t.Statement, t.TryStatement]
  const [loop] = attempt.block.body as [t.ForStatement]
  ;(loop.body as t.BlockStatement).body.push(bind(node.left, t.identifier(value)), node.body)
  attempt.block.body = [labels.reduceRight<t.Statement>((inner, label) => t.labeledStatement(label, inner), loop)]
  return t.blockStatement([...iterate(node, iterator, names), ...body.body])
}

/** The loop without its head and body. */
function skeleton(iterator: string, value: string, { steps, unique }: StepNames): { body: t.BlockStatement } {
  const [open, result, error] = ['$open', '$result', '$error'].map(unique)
  const made = parseExpression(`function* () {
    let ${open}
    try {
      for (;;) {
        ${open} = false
        const ${result} = ${iterator}.object(yield ${steps}.await(${iterator}.next()))
        if (${result}.done) break
        const ${value} = ${result}.value
        ${open} = true
      }
    } catch (${error}) {
      if (${open}) {
        ${open} = false
        try { const close = ${iterator}.close(); if (close) yield ${steps}.await(close.value) } catch {}
      }
      throw ${error}
    } finally {
      if (${open}) { const close = ${iterator}.close(); if (close) ${iterator}.object(yield ${steps}.await(close.value)) }
    }
  }`)
  // positions are of a text that the patch's source map doesn't know
  return t.cloneNode(made as t.FunctionExpression, true, true)
}

/** `const $it = $iterate(b)`, where the variables of the loop's head can be seen, and have no value yet. */
function iterate({ left, right }: t.ForOfStatement, iterator: string, names: StepNames): t.Statement[] {
  const made = t.callExpression(t.identifier(names.iterate()), [right])
  const declare = (kind: 'const' | 'let', init: t.Expression | null) =>
    t.variableDeclaration(kind, [t.variableDeclarator(t.identifier(iterator), init)])
  const heads = t.isVariableDeclaration(left) && left.kind !== 'var' ? Object.keys(t.getBindingIdentifiers(left)) : []
  if (!heads.some(name => mentions(right, name))) return [declare('const', made)]
  const label = t.identifier(names.unique('$head'))
  const never = heads.map(name => t.variableDeclarator(t.identifier(name)))
  const assign = t.expressionStatement(t.assignmentExpression('=', t.identifier(iterator), made))
  const block = t.blockStatement([assign, t.breakStatement(label), t.variableDeclaration('let', never)])
  return [declare('let', null), t.labeledStatement(t.cloneNode(label), block)]
}

function bind(left: t.ForOfStatement['left'], value: t.Identifier): t.Statement {
  if (left.type !== 'VariableDeclaration')
    return t.expressionStatement(t.assignmentExpression('=', left as t.LVal, value))
  const id = (left.declarations[0] as t.VariableDeclarator).id
  return t.variableDeclaration(left.kind, [t.variableDeclarator(id, value)])
}
