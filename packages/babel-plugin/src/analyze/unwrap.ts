import * as t from '@babel/types'
import type { ModuleFormat } from '@iaso/protocol'
import { isIgnored } from './comments.js'
import { isStrict, namesIn, Own } from './own.js'

type Wrapper = (t.FunctionExpression | t.ArrowFunctionExpression) & { body: t.BlockStatement }

interface Wrapped {
  readonly fn: Wrapper
  readonly args: readonly t.Node[]
  /** What `this` is within; nothing: what it is around. */
  readonly receiver?: t.Expression
  /** `module.exports = (function () { … return api })()` */
  readonly exported?: t.AssignmentExpression
}

/** What CommonJS gives to a module, and what is the same everywhere. */
const GIVEN = new Set(['require', 'module', 'exports', '__dirname', '__filename', 'globalThis'])

/**
 * `(function () { … }).call(this)` around a CommonJS file: it runs once, and what it declares is the file's own. Its statements stand at the
 * top level from now on, which nobody can tell, as the file is the body of a function anyway.
 */
export function unwrap(program: t.Program, format: ModuleFormat): void {
  if (format !== 'commonjs') return
  const found = program.body.map(each => wrappedBy(each, program))
  const at = found.findIndex(each => each !== undefined)
  const wrapped = found[at]
  if (wrapped === undefined || found.some((each, index) => each !== undefined && index !== at)) return
  const around = program.body.filter((_, index) => index !== at)
  const statements = movable(wrapped, program, around)
  const [first] = statements ?? []
  if (statements === undefined || first === undefined) return
  t.inheritLeadingComments(first, program.body[at] as t.Statement)
  program.directives.push(...wrapped.fn.body.directives)
  program.body.splice(at, 1, ...statements)
}

function wrappedBy(statement: t.Statement, program: t.Program): Wrapped | undefined {
  if (statement.type !== 'ExpressionStatement' || isIgnored(statement)) return undefined
  const { expression } = statement
  if (expression.type === 'UnaryExpression') return called(expression.argument, program)
  if (expression.type !== 'AssignmentExpression' || !isExports(expression)) return called(expression, program)
  const wrapped = called(expression.right, program)
  return wrapped && { ...wrapped, exported: expression }
}

/** `module.exports = …` */
function isExports({ left, operator }: t.AssignmentExpression): boolean {
  return (
    operator === '=' &&
    t.isMemberExpression(left, { computed: false }) &&
    t.isIdentifier(left.object, { name: 'module' }) &&
    t.isIdentifier(left.property, { name: 'exports' })
  )
}

function called(node: t.Node, program: t.Program): Wrapped | undefined {
  if (node.type !== 'CallExpression') return undefined
  const { callee, arguments: args } = node
  if (isWrapper(callee)) return { fn: callee, args, ...receiverOf(callee, program) }
  const isCall = t.isMemberExpression(callee, { computed: false }) && t.isIdentifier(callee.property, { name: 'call' })
  const [receiver, ...others] = args
  if (!isCall || !isWrapper(callee.object) || !t.isExpression(receiver)) return undefined
  const isOuter = receiver.type === 'ThisExpression' || callee.object.type === 'ArrowFunctionExpression'
  return { fn: callee.object, args: others, ...(isOuter ? {} : { receiver }) }
}

function isWrapper(node: t.Node): node is Wrapper {
  const isPlain = t.isFunctionExpression(node) ? !node.generator && !node.id : t.isArrowFunctionExpression(node)
  return isPlain && !(node as Wrapper).async && t.isBlockStatement((node as Wrapper).body) && !isIgnored(node)
}

/** Called as a function of its own. */
function receiverOf({ type, body }: Wrapper, program: t.Program): Pick<Wrapped, 'receiver'> {
  if (type === 'ArrowFunctionExpression') return {}
  return { receiver: isStrict(body) || isStrict(program) ? t.buildUndefinedNode() : t.identifier('globalThis') }
}

/** What the wrapper stands for at the top level; undefined: something there would be another thing. */
function movable(wrapped: Wrapped, program: t.Program, around: readonly t.Statement[]): t.Statement[] | undefined {
  const { fn, receiver, exported } = wrapped
  const own = new Own(fn.body)
  const outside = namesIn(around)
  const params = paramsOf(wrapped, own.declared)
  const changesMode = isStrict(fn.body) && !isStrict(program) && around.some(({ type }) => type !== 'EmptyStatement')
  if (params === undefined || changesMode || own.isBound) return undefined
  if ([...own.declared].some(name => GIVEN.has(name) || outside.has(name))) return undefined
  const { body } = fn.body
  const last = body.at(-1)
  if (own.returns !== (exported === undefined ? 0 : 1)) return undefined
  const result = last?.type === 'ReturnStatement' ? last.argument : undefined
  if (exported !== undefined && !result) return undefined
  if (own.lists.length > (wrapped.args.length > 0 ? 0 : 1)) return undefined
  if (receiver !== undefined && own.receivers.length > 0) {
    if (namesIn([...around, fn]).has('$this')) return undefined
    params.push(variable(t.identifier('$this'), receiver, fn))
    for (const node of own.receivers) become(node, t.identifier('$this'))
  }
  for (const node of own.lists) become(node, emptyList(node))
  askGlobalObject(
    wrapped.args,
    fn.params.map(param => (param as t.Identifier).name).filter(name => !GIVEN.has(name)),
  )
  if (exported === undefined || !result) return [...params, ...body]
  return [
    ...params,
    ...body.slice(0, -1),
    t.inherits(t.expressionStatement({ ...exported, right: result }), last as t.Node),
  ]
}

/** `(function ($, root) { … })(require('jquery'), this)`: each a variable; undefined: they can't be. */
function paramsOf({ fn, args }: Wrapped, declared: Set<string>): t.Statement[] | undefined {
  const statements: t.Statement[] = []
  const names: string[] = []
  for (const [at, param] of fn.params.entries()) {
    const value = args[at]
    if (param.type !== 'Identifier' || declared.has(param.name)) return undefined
    // `(function (exports) { … })(exports)`
    if (t.isIdentifier(value, { name: param.name }) && GIVEN.has(param.name)) continue
    names.push(param.name)
    statements.push(variable(param, value as t.Expression | undefined, param))
  }
  for (const name of names) declared.add(name)
  const isFit = args.length <= fn.params.length && args.every(each => t.isExpression(each))
  return isFit && args.every(each => asksForGlobal(each, names) || !mentions(each, names)) ? statements : undefined
}

const ASKING = new Set([
  'ConditionalExpression',
  'LogicalExpression',
  'BinaryExpression',
  'UnaryExpression',
  'ThisExpression',
  'StringLiteral',
  'Identifier',
])

/** `(function (window) { … })(typeof window === 'object' ? window : this)`, where a variable would hide the global. */
function asksForGlobal(arg: t.Node, names: readonly string[]): boolean {
  const asked = new Set<string>()
  let isPlain = true
  t.traverseFast(arg, node => {
    if (!ASKING.has(node.type)) isPlain = false
    if (t.isUnaryExpression(node, { operator: 'typeof' }) && t.isIdentifier(node.argument))
      asked.add(node.argument.name)
  })
  return isPlain && names.every(name => asked.has(name) || !mentions(arg, [name]))
}

/** The globals of such arguments, past the variables. */
function askGlobalObject(args: readonly t.Node[], names: readonly string[]): void {
  for (const arg of args) {
    const places: t.Node[] = []
    t.traverseFast(arg, node => {
      if (t.isIdentifier(node) && names.includes(node.name)) places.push(node)
    })
    for (const place of places)
      become(place, t.memberExpression(t.identifier('globalThis'), t.identifier((place as t.Identifier).name)))
  }
}

function mentions(node: t.Node, names: readonly string[]): boolean {
  const used = namesIn([node])
  return names.some(name => used.has(name))
}

function variable(name: t.Identifier, value: t.Expression | undefined, place: t.Node): t.Statement {
  const declarator = t.variableDeclarator(put(name, place), value)
  return put(t.variableDeclaration('var', [put(declarator, place)]), place)
}

/** At the place of another node; positions are not shared, as they may be moved. */
function put<T extends t.Node>(node: T, { start, end, loc }: t.Node): T {
  const copy = loc && { ...loc, start: { ...loc.start }, end: { ...loc.end } }
  return Object.assign(node, { start, end, loc: copy })
}

/** `function () { return arguments }()` */
function emptyList(place: t.Node): t.Expression {
  const fn = t.functionExpression(null, [], t.blockStatement([t.returnStatement(t.identifier('arguments'))]))
  t.traverseFast(fn, node => void put(node, place))
  return t.callExpression(fn, [])
}

/** The node is another one from now on, at its place. */
function become(node: t.Node, other: t.Node): void {
  const { start, end, loc } = node
  Object.assign(node, other, { start, end, loc })
}
