import * as t from '@babel/types'
import { isIgnored } from './comments.js'
import { isStrict } from './own.js'

type Wrapper = (t.FunctionExpression | t.ArrowFunctionExpression) & { body: t.BlockStatement }

/** A function that is called where it stands, by a statement of the top level. */
export interface Wrapped {
  readonly fn: Wrapper
  readonly args: readonly t.Node[]
  /** What `this` is within; nothing: what it is around. */
  readonly receiver?: t.Expression
  /** What becomes of what it answers: `module.exports = (function () { … return api })()`; nothing: it is dropped. */
  readonly answer?: Answer
}

export interface Answer {
  /** The statement, with a value instead of the call, at a place. */
  put(value: t.Expression, place: Place): t.Statement
  /** `a.b` of `a.b = …` */
  readonly targets: readonly t.Node[]
  /** What the statement declares. */
  readonly declared: readonly string[]
  /** `X` of `var X = (function () { … })()` */
  readonly variable: string | undefined
  /** A function without a name would take that of the variable. */
  readonly isNaming: boolean
}

type Place = Pick<t.Node, 'start' | 'end'>

/** @param isStrictAround what stands around it is strict */
export function wrappedBy(statement: t.Statement, isStrictAround: boolean): Wrapped | undefined {
  if (isIgnored(statement)) return undefined
  const place = placeOf(statement)
  if (place === undefined) return undefined
  const { expression, variable, isNaming = false } = place
  if (expression.type === 'UnaryExpression' && statement.type === 'ExpressionStatement')
    return called(expression.argument, isStrictAround)
  const answer = answerOf(statement, expression, variable, isNaming)
  if (answer === undefined) return called(expression, isStrictAround)
  const wrapped = called(answer.call, isStrictAround)
  return wrapped && { ...wrapped, answer }
}

interface About {
  readonly expression: t.Expression
  readonly variable?: string | undefined
  readonly isNaming?: boolean
}

/** The expression that a statement is about, and what its value is bound to. */
function placeOf(statement: t.Statement): About | undefined {
  if (statement.type === 'ExpressionStatement') return { expression: statement.expression }
  if (statement.type === 'ExportDefaultDeclaration')
    return t.isExpression(statement.declaration) ? { expression: statement.declaration, isNaming: true } : undefined
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declaration?.type !== 'VariableDeclaration' || declaration.declarations.length !== 1) return undefined
  const { id, init } = declaration.declarations[0] as t.VariableDeclarator
  if (id.type !== 'Identifier' || !init || !/^(?:var|let|const)$/.test(declaration.kind)) return undefined
  const variable = statement === declaration ? id.name : undefined
  return { expression: init, variable, isNaming: true }
}

/** `x.y = (function () { … })()`, `var a = b.c = (function () { … })()`; undefined: the value goes nowhere. */
function answerOf(
  statement: t.Statement,
  expression: t.Expression,
  variable: string | undefined,
  isNamingPlace: boolean,
): (Answer & { readonly call: t.Expression }) | undefined {
  const targets: t.Node[] = []
  let call = expression
  for (; call.type === 'AssignmentExpression' && call.operator === '='; call = call.right) {
    if (!isTarget(call.left)) return undefined
    targets.push(call.left)
  }
  if (targets.length === 0 && statement.type === 'ExpressionStatement') return undefined
  const last = targets.at(-1)
  const place = call
  return {
    call,
    put: (value, at) => replaced(statement, place, value, at),
    targets,
    declared: statement.type === 'ExpressionStatement' ? [] : Object.keys(t.getBindingIdentifiers(statement)),
    variable: last === undefined ? variable : undefined,
    isNaming: last === undefined ? isNamingPlace : last.type === 'Identifier',
  }
}

/** `a`, `a.b`, `a['b']`: nothing runs when it is evaluated. */
function isTarget(node: t.Node): boolean {
  if (node.type === 'Identifier') return true
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return false
  return !node.computed || node.property.type === 'StringLiteral'
}

/** What is declared and assigned stands there, too: nothing of the wrapper is a part of it. */
function replaced(statement: t.Statement, place: t.Node, value: t.Expression, { start, end }: Place): t.Statement {
  const visit = (node: t.Node): t.Node => {
    if (node === place) return value
    const copy = { ...node, start, end } as unknown as Record<string, unknown>
    for (const key of ['expression', 'declaration', 'right', 'init'])
      if (copy[key]) copy[key] = visit(copy[key] as t.Node)
    for (const key of ['id', 'left'])
      if (copy[key]) t.traverseFast(copy[key] as t.Node, each => void Object.assign(each, { start, end: start }))
    if (copy.declarations) copy.declarations = (copy.declarations as t.Node[]).map(visit)
    return copy as unknown as t.Node
  }
  return visit(statement) as t.Statement
}

function called(node: t.Node, isStrictAround: boolean): Wrapped | undefined {
  if (node.type !== 'CallExpression') return undefined
  const { callee, arguments: args } = node
  if (isWrapper(callee)) return { fn: callee, args, ...receiverOf(callee, isStrictAround) }
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
function receiverOf({ type, body }: Wrapper, isStrictAround: boolean): Pick<Wrapped, 'receiver'> {
  if (type === 'ArrowFunctionExpression') return {}
  return { receiver: isStrictAround || isStrict(body) ? t.buildUndefinedNode() : t.identifier('globalThis') }
}
