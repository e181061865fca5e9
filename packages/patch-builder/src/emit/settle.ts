import * as t from '@babel/types'
import type { Fn } from '@iaso/babel-plugin'
import { ownNodes } from './own-code.js'
import { Refusal } from './refusal.js'

/**
 * `$async(async $ => …)`: what an async function's guard returns. The promise that the caller has settles when the code ends, not a tick
 * later: code that ends at once answers its value; other code something with a `then`, which is called before anything else runs.
 *
 * Where a promise waits for another, engines find the callers for a stack. For that alone `then` of the promise is called, if nobody can see it.
 */
export const SETTLE = `(() => {
  const proto = Object.getPrototypeOf((async () => {})())
  const own = key => Object.getOwnPropertyDescriptor(proto, key)?.value
  const then = own("then"), maker = own("constructor")
  const isNative = /\\[native code]/.test(then) && maker?.prototype === proto
  return run => {
    let yes, no, ended
    const $ = {
      end() {
        ended = true
        if (yes) "error" in $ ? no($.error) : yes($.value)
      },
    }
    const made = run($)
    if (ended) {
      if ("error" in $) throw $.error
      return $.value
    }
    return {
      then(a, b) {
        yes = a
        no = b
        if (ended) $.end()
        else if (isNative && own("then") === then && own("constructor") === maker) made.then(a, b)
      },
    }
  }
})()`

/**
 * `async a => { …; return a }` → `a => { return $async(async $ => { try { …; return void ($.value = a) } catch … finally … }) }`. Code that
 * never waits needs no promise of its own.
 *
 * @throws Refusal where it would mean something else
 */
export function settle(fn: Fn, node: t.Function, helper: () => t.Expression, unique: (base: string) => string): void {
  node.async = false
  if (![...ownNodes([node.body])].some(waits)) return
  const body = node.body.type === 'BlockStatement' ? node.body : t.blockStatement([t.returnStatement(node.body)])
  refuseCancelledReturns(body)
  const redeclared = redeclaredParams(fn, node, body)
  const state = unique('$')
  const run = t.blockStatement([noting(body.body, state, unique('$error'))])
  const made =
    redeclared.length === 0
      ? t.arrowFunctionExpression([t.identifier(state)], run, true)
      : t.arrowFunctionExpression([t.identifier(state)], calledWith(redeclared, run))
  node.body = t.blockStatement([t.returnStatement(t.callExpression(helper(), [made]))], body.directives)
  if (node.type === 'ArrowFunctionExpression') node.expression = false
}

/** `try { …; $.value = void 0 } catch ($error) { $.error = $error } finally { $.end() }` */
function noting(statements: readonly t.Statement[], state: string, error: string): t.Statement {
  const of = (key: string) => t.memberExpression(t.identifier(state), t.identifier(key))
  const note = (key: string, value: t.Expression) => t.assignmentExpression('=', of(key), value)
  for (const node of ownNodes(statements))
    if (node.type === 'ReturnStatement')
      node.argument = t.unaryExpression('void', note('value', node.argument ?? t.buildUndefinedNode()))
  // at its end a `return` may have been cancelled on its way
  const block = [...lastOfEach(statements), t.expressionStatement(note('value', t.buildUndefinedNode()))]
  const failed = t.blockStatement([t.expressionStatement(note('error', t.identifier(error)))])
  const ended = t.blockStatement([t.expressionStatement(t.callExpression(of('end'), []))])
  return t.tryStatement(t.blockStatement(block), t.catchClause(t.identifier(error), failed), ended)
}

function calledWith(names: readonly string[], body: t.BlockStatement): t.Expression {
  const params = () => names.map(name => t.identifier(name))
  return t.callExpression(t.arrowFunctionExpression(params(), body, true), params())
}

function waits(node: t.Node): boolean {
  return (
    node.type === 'AwaitExpression' ||
    (node.type === 'ForOfStatement' && node.await) ||
    (node.type === 'VariableDeclaration' && node.kind === 'await using')
  )
}

/** In a block no function may be declared twice; the last one counts. */
function lastOfEach(statements: readonly t.Statement[]): t.Statement[] {
  const last = new Map(statements.map(unlabelled).flatMap(node => functionName(node).map(name => [name, node])))
  return statements.map(unlabelled).filter(node => functionName(node).every(name => last.get(name) === node))
}

function unlabelled(node: t.Statement): t.Statement {
  return node.type === 'LabeledStatement' && t.isFunctionDeclaration(node.body) ? node.body : node
}

function functionName(node: t.Node): string[] {
  return node.type === 'FunctionDeclaration' && node.id ? [node.id.name] : []
}

/** Parameters that the body declares once more: in a function within, they are to have the parameter's value. */
function redeclaredParams({ uses, strict }: Fn, { params }: t.Function, body: t.BlockStatement): string[] {
  const own = [...ownNodes(body.body)]
  const variables = new Set(
    own
      .filter(node => node.type === 'VariableDeclaration' && node.kind === 'var')
      .flatMap(node => Object.keys(t.getBindingIdentifiers(node))),
  )
  const top = body.body.map(unlabelled).flatMap(functionName)
  const both = top.find(name => variables.has(name))
  if (both !== undefined) throw new Refusal('IASO2170', { detail: `"${both}", which is a variable and a function` })
  const declared = new Set([...variables, ...own.flatMap(functionName)])
  const redeclared = params
    .flatMap(param => Object.keys(t.getBindingIdentifiers(param)))
    .filter(name => declared.has(name))
  if (redeclared.length > 0 && uses.arguments && !strict)
    throw new Refusal('IASO2170', { detail: `"${redeclared[0]}", a parameter and a variable, beside \`arguments\`` })
  return redeclared
}

/** `try { return 1 } finally { a: try { return 2 } finally { break a } }` returns 1. */
function refuseCancelledReturns(body: t.BlockStatement): void {
  const finalizers = (node: t.Node) => (node.type === 'TryStatement' && node.finalizer ? [node.finalizer] : [])
  const within = [...ownNodes([body])].flatMap(finalizers).map(finalizer => [...ownNodes([finalizer])])
  const cancels = (nodes: readonly t.Node[]) =>
    nodes.some(node => node.type === 'ReturnStatement') && nodes.flatMap(finalizers).length > 0
  if (within.some(cancels)) throw new Refusal('IASO2170', { detail: 'a `return` within two `finally`' })
}
