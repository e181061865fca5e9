import * as t from '@babel/types'
import type { ModuleFormat } from '@iaso/protocol'
import { isIgnored } from './comments.js'
import { exportsAnswer, isCalledOnce, isModuleExports } from './dispatch.js'
import type { Factory, FactoryNode } from './model.js'
import { hasFunctions, Own } from './own.js'

/** Where the factory stands: an argument of `define(…)`, or of the function that chooses who calls it. */
interface Place {
  readonly args: t.Node[]
  readonly at: number
  /** What the parameter of that function is called. */
  readonly dispatcher?: { readonly node: t.Function; readonly name: string }
}

/** What CommonJS gives to a module, and AMD to a factory, in the order in which AMD does so. */
const GIVEN = ['require', 'exports', 'module']

/** Stands where the factory stood, while it is open. */
const HOLE = '$factory'

/**
 * A function that a file hands over to be called once, as AMD and UMD files do: `define(['a'], function (a) { … })`,
 * `(function (root, factory) { … })(this, function () { … })`. What it declares is the file's own. While it is open, the analysis finds its
 * statements at the top level.
 *
 * The code that comes out has them where they were, with the scope table at their head: whoever calls it, when, and with what, is as before. Should
 * it be called twice after all, the table is registered twice, and the runtime takes no patch for the module (IASO1204).
 */
export function openFactory(program: t.Program, format: ModuleFormat): Factory | undefined {
  if (format !== 'commonjs') return undefined
  const found = program.body.flatMap(each => placeIn(each) ?? [])
  const [place] = found
  if (place === undefined || found.length > 1) return undefined
  const node = place.args[place.at] as FactoryNode
  const statement = program.body.find(each => placeIn(each)) as t.ExpressionStatement
  const others = program.body.filter(each => each !== statement)
  // functions around it could run before the scope table is there
  if (others.some(hasFunctions) || !isOpenable(node, place, new Own(t.blockStatement(others)).declared))
    return undefined
  const hole = t.identifier(HOLE)
  Object.assign(hole, { start: node.start, end: node.end, loc: node.loc })
  const { end } = statement
  // what stands in the factory is no part of the statement
  statement.end = statement.start as number
  place.args[place.at] = hole
  const statements = answered(node.body.body, place)
  program.body.splice(program.body.indexOf(statement) + 1, 0, ...statements)
  const close = (head: readonly t.Statement[]): void => {
    place.args[place.at] = node
    statement.end = end
    program.body = program.body.filter(each => !statements.includes(each))
    const [last, now] = [node.body.body.at(-1), statements.at(-1)]
    if (last !== now) (last as t.ReturnStatement).argument = exportedBy(now as t.Statement)
    node.body.body.unshift(...head)
  }
  const params = (node.params as t.Identifier[]).filter(({ name }) => !GIVEN.includes(name))
  return { node, params, statement, statements, close }
}

/** Where the CommonJS branch exports what the factory answers, `return api` is `module.exports = api`. */
function answered(body: readonly t.Statement[], { dispatcher }: Place): t.Statement[] {
  const last = body.at(-1)
  if (last?.type !== 'ReturnStatement' || !last.argument || !dispatcher) return [...body]
  if (!exportsAnswer(dispatcher.node, dispatcher.name)) return [...body]
  const target = t.memberExpression(t.identifier('module'), t.identifier('exports'))
  const exported = t.inherits(t.expressionStatement(t.assignmentExpression('=', target, last.argument)), last)
  t.traverseFast(target, node => void Object.assign(node, { start: last.start, end: last.start, loc: last.loc }))
  Object.assign(exported.expression, { start: last.start, end: last.end, loc: last.loc })
  return [...body.slice(0, -1), exported]
}

function exportedBy(statement: t.Statement): t.Expression {
  return ((statement as t.ExpressionStatement).expression as t.AssignmentExpression).right
}

function placeIn(statement: t.Statement): Place | undefined {
  if (statement.type !== 'ExpressionStatement' || isIgnored(statement)) return undefined
  const { expression } = statement
  const call = expression.type === 'UnaryExpression' ? expression.argument : expression
  if (call.type !== 'CallExpression') return undefined
  const { callee, arguments: args } = call
  const at = args.findIndex(isFactory)
  if (at < 0 || args.filter(isFactory).length > 1) return undefined
  if (t.isIdentifier(callee, { name: 'define' })) return at === args.length - 1 ? { args, at } : undefined
  const isCall = t.isMemberExpression(callee, { computed: false }) && t.isIdentifier(callee.property, { name: 'call' })
  const node = isCall ? callee.object : callee
  if (!t.isFunctionExpression(node) && !t.isArrowFunctionExpression(node)) return undefined
  const param = node.params[isCall ? at - 1 : at]
  return param?.type === 'Identifier' ? { args, at, dispatcher: { node, name: param.name } } : undefined
}

function isFactory(node: t.Node): node is FactoryNode {
  if (node.type !== 'FunctionExpression' && node.type !== 'ArrowFunctionExpression') return false
  const isPlain = !node.async && !(node.type === 'FunctionExpression' && node.generator)
  return isPlain && node.body.type === 'BlockStatement' && !isIgnored(node) && !isIgnored(node.body)
}

function isOpenable(node: FactoryNode, place: Place, outside: ReadonlySet<string>): boolean {
  const own = new Own(node.body)
  const names = node.params.map(param => (param.type === 'Identifier' ? param.name : ''))
  const isPlain = names.every((name, at) => name !== '' && names.indexOf(name) === at && !own.declared.has(name))
  if (!isPlain || own.isBound || own.receivers.length > 0 || own.lists.length > 0) return false
  if ([...names, ...own.declared].some(name => outside.has(name) || name === HOLE)) return false
  if (GIVEN.some(name => own.declared.has(name)) || !names.every((name, at) => isOwnOf(name, at, place))) return false
  if (node.type === 'FunctionExpression' && node.id && mentions(node.body, node.id.name)) return false
  if (own.returns > (node.body.body.at(-1)?.type === 'ReturnStatement' ? 1 : 0)) return false
  return !place.dispatcher || isCalledOnce(place.dispatcher.node, place.dispatcher.name)
}

/** A parameter named `exports` is handed the module's. */
function isOwnOf(name: string, at: number, { args, dispatcher }: Place): boolean {
  if (!GIVEN.includes(name)) return true
  if (dispatcher === undefined) {
    const list = args.find(each => each.type === 'ArrayExpression')
    const asked = list === undefined ? undefined : (list as t.ArrayExpression).elements[at]
    return list === undefined ? GIVEN[at] === name : t.isStringLiteral(asked, { value: name })
  }
  let isOwn = false
  t.traverseFast(dispatcher.node.body, each => {
    if (!t.isCallExpression(each) || !t.isIdentifier(each.callee, { name: dispatcher.name })) return
    const arg = each.arguments[at]
    if (t.isIdentifier(arg, { name }) || (name === 'exports' && isModuleExports(arg))) isOwn = true
  })
  return isOwn
}

function mentions(node: t.Node, name: string): boolean {
  let found = false
  t.traverseFast(node, each => {
    if (t.isIdentifier(each, { name })) found = true
  })
  return found
}
