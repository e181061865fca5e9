import * as t from '@babel/types'
import type { ModuleFormat } from '@iaso/protocol'
import { isModeless } from './mode.js'
import { hasFunctions, isStrict, namesIn, Own } from './own.js'
import { takesName } from './skips.js'
import { surfaceOf } from './surface.js'
import { type Answer, type Wrapped, wrappedBy } from './wrapped.js'

/** What CommonJS gives to a module, and what is the same everywhere. */
const GIVEN = new Set(['require', 'module', 'exports', '__dirname', '__filename', 'globalThis'])

/**
 * `(function () { … }).call(this)`, `var api = (function () { … return api })()`: a function that is called where it stands, at the top level, runs
 * once, and what it declares is the file's own. Its statements stand at the top level from now on, which nobody can tell: none of its names means
 * anything to the code around.
 */
export function unwrap(program: t.Program, format: ModuleFormat): void {
  if (format === 'script') return
  for (let at = 0; at < program.body.length; ) {
    const statement = program.body[at] as t.Statement
    const wrapped = wrappedBy(statement, isStrict(program) || format === 'module')
    const statements = wrapped && movable(wrapped, statement, program, format)
    if (statements === undefined) {
      at++
      continue
    }
    if (statements[0] !== undefined) t.inheritLeadingComments(statements[0], statement)
    program.directives.push(...(wrapped as Wrapped).fn.body.directives)
    program.body.splice(at, 1, ...statements)
  }
}

/** What the wrapper stands for at the top level; undefined: something there would be another thing. */
function movable(
  wrapped: Wrapped,
  statement: t.Statement,
  program: t.Program,
  format: ModuleFormat,
): t.Statement[] | undefined {
  const { fn, receiver, answer, args } = wrapped
  const around = program.body.filter(each => each !== statement)
  const isStrictAround = isStrict(program) || format === 'module'
  const changesMode = isStrict(fn.body) && !isStrictAround && !isModeless(around)
  const own = new Own(fn.body)
  const result = resultOf(fn.body, own.returns)
  if (changesMode || own.isBound || result === undefined || (result.value && !answer)) return undefined
  if (answer && (!hasFunctions(fn.body) || !isLate(answer, fn) || (answer.isNaming && isNameless(result.value))))
    return undefined
  const handed = namesIn(receiver === undefined ? args : [...args, receiver])
  if ([...own.declared].some(name => GIVEN.has(name) || handed.has(name))) return undefined
  const kept = fn.params.filter((param, at) => !isSameAround(param, args[at], program, statement))
  const params = paramsOf(wrapped, kept, own.declared)
  const itself = answer && isItself(answer, result.value, program) ? answer.variable : undefined
  const outside = surfaceOf(around, format, isStrictAround)
  const taken = new Set([...outside, ...namesIn(answer?.targets ?? []), ...(answer?.declared ?? [])])
  if (params === undefined || (taken.has('eval') && around.length > 0)) return undefined
  if ([...own.declared].some(name => name !== itself && taken.has(name))) return undefined
  if (own.lists.length > (args.length > 0 ? 0 : 1)) return undefined
  if (receiver !== undefined && own.receivers.length > 0) {
    if (namesIn([...around, fn]).has('$this')) return undefined
    params.push(variable(t.identifier('$this'), receiver, fn))
    for (const node of own.receivers) become(node, t.identifier('$this'))
  }
  for (const node of own.lists) become(node, emptyList(node))
  askGlobalObject(
    args,
    kept.map(param => (param as t.Identifier).name),
  )
  if (!answer || itself !== undefined) return [...params, ...result.others]
  return [...params, ...result.others, answer.put(result.value ?? t.buildUndefinedNode(), result)]
}

interface Result {
  readonly others: t.Statement[]
  readonly value: t.Expression | null | undefined
  readonly start: number
  readonly end: number
}

/** What it answers, and where; undefined: it may leave early. */
function resultOf({ body, end }: t.BlockStatement, returns: number): Result | undefined {
  if (returns === 0) return { others: body, value: undefined, start: (end as number) - 1, end: (end as number) - 1 }
  const at = body.findIndex(({ type }) => type === 'ReturnStatement')
  const isEnd = body.slice(at + 1).every(({ type }) => type === 'FunctionDeclaration')
  if (returns > 1 || at < 0 || !isEnd) return undefined
  const { argument, start, end: last } = body[at] as t.ReturnStatement
  return { others: body.filter((_, each) => each !== at), value: argument, start: start as number, end: last as number }
}

/** In `a.b = (function () { … })()`, `a` is asked for first. */
function isLate({ targets }: Answer, fn: Wrapped['fn']): boolean {
  const roots = targets.flatMap(target => (t.isMemberExpression(target) ? [...namesIn([target.object])] : []))
  return !roots.some(root => assigns(fn, root))
}

/** `var X = (function () { function X() {} … return X })()`: both mean the same, and will. */
function isItself({ variable: name }: Answer, value: t.Node | null | undefined, program: t.Program): boolean {
  if (name === undefined || !t.isIdentifier(value, { name }) || assigns(program, name)) return false
  return countDeclared(program, name) === 2
}

/** How often a name is declared, at any depth; parameters aside. */
function countDeclared(program: t.Program, name: string): number {
  let count = 0
  t.traverseFast(program, node => {
    const isNamed = node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration' || t.isClass(node)
    if (isNamed && node.id && namesIn([node.id]).has(name)) count++
  })
  return count
}

function assigns(node: t.Node, name: string): boolean {
  let found = false
  t.traverseFast(node, each => {
    const target =
      each.type === 'AssignmentExpression' || each.type === 'ForInStatement' || each.type === 'ForOfStatement'
        ? each.left
        : each.type === 'UpdateExpression'
          ? each.argument
          : undefined
    if (target && !t.isMemberExpression(target) && namesIn([target]).has(name)) found = true
  })
  return found
}

function isNameless(value: t.Node | null | undefined): boolean {
  return value !== null && value !== undefined && takesName(value)
}

/**
 * `(function (exports) { … })(exports)`, `(function (Shop) { … })(Shop)`: the parameter is the name around it, for both are what they were when it was
 * called. The latter has its value by then, and nobody assigns it, here or there.
 */
function isSameAround(param: t.Node, arg: t.Node | undefined, program: t.Program, statement: t.Statement): boolean {
  if (param.type !== 'Identifier' || !t.isIdentifier(arg, { name: param.name })) return false
  if (GIVEN.has(param.name)) return true
  const before = program.body.slice(0, program.body.indexOf(statement))
  const isMade = before.some(each => isVariableOf(each, param.name))
  const around = program.body.filter(each => each !== statement)
  return isMade && countDeclared(t.program(around), param.name) === 1 && !assigns(program, param.name)
}

/** `var Shop = …`, or a class; an import may get another value. */
function isVariableOf(statement: t.Statement, name: string): boolean {
  if (statement.type === 'ClassDeclaration') return statement.id?.name === name
  if (statement.type !== 'VariableDeclaration') return false
  return statement.declarations.some(({ id, init }) => t.isIdentifier(id, { name }) && init)
}

/** `(function ($, root) { … })(require('jquery'), this)`: each a variable; undefined: they can't be. */
function paramsOf({ fn, args }: Wrapped, params: readonly t.Node[], declared: Set<string>): t.Statement[] | undefined {
  if (fn.params.some(param => param.type !== 'Identifier' || declared.has(param.name))) return undefined
  const statements = params.map(param =>
    variable(param as t.Identifier, args[fn.params.indexOf(param as t.Identifier)] as t.Expression | undefined, param),
  )
  const names = params.map(param => (param as t.Identifier).name)
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
  for (const place of args.flatMap(arg => uses(arg, names)))
    become(place, t.memberExpression(t.identifier('globalThis'), t.identifier(place.name)))
}

function mentions(node: t.Node, names: readonly string[]): boolean {
  return uses(node, names).length > 0
}

/** Names of properties aside: `this.Shop` doesn't ask for `Shop`. */
function uses(node: t.Node, names: readonly string[]): t.Identifier[] {
  const properties = new Set<t.Node>()
  const places: t.Identifier[] = []
  t.traverseFast(node, each => {
    if (t.isMemberExpression(each, { computed: false })) properties.add(each.property)
    if (each.type === 'Identifier' && !properties.has(each) && names.includes(each.name)) places.push(each)
  })
  return places
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
