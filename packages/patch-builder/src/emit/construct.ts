import * as t from '@babel/types'
import { children, ownChildren, replaceOwn } from './own-code.js'
import { noPlainSuper } from './refusal.js'

/**
 * `$derived(function* () { … })`: a derived constructor whose `super(…)` stands anywhere. Run up to there, it gives the guard the arguments and what
 * is to be done with `this`; if it returns before, what it returns.
 */
export const DERIVED = `(() => {
  const { next } = Object.getPrototypeOf(function* () {}.prototype), { apply } = Reflect
  return code => (...args) => {
    const run = apply(code, void 0, args)
    const go = self => apply(next, run, [self])
    const { done, value } = go()
    return done ? [value] : [value, self => go(self).value]
  }
})()`

/** `{ before; super(a); after }` → `{ before; return [[a], $this => { after }] }` */
export function splitAtSuper({ body }: t.BlockStatement, self: string): t.BlockStatement {
  const at = body.findIndex(isSuperStatement)
  const args = ((body[at] as t.ExpressionStatement).expression as t.CallExpression).arguments
  const after = t.arrowFunctionExpression([t.identifier(self)], t.blockStatement(body.slice(at + 1)))
  const parts = t.arrayExpression([t.arrayExpression(args as t.ArrayExpression['elements']), after])
  return t.blockStatement([...body.slice(0, at), t.returnStatement(parts)])
}

/**
 * `{ if (a) super(1); else super(2); this.b = a }` → `{ let $self; … if (a) $self = yield [1]; else $self = yield [2]; $this().b = a }`, for
 * `$derived`. Where it has said `$this()`, the code has been rewritten already.
 *
 * @throws Refusal where the guard couldn't call `super` as the code would
 */
export function yieldAtSuper(source: t.Function, name: string, self: string, unique: (base: string) => string): void {
  const body = source.body as t.BlockStatement
  const fault = new SuperCalls().fault(source)
  if (fault !== undefined) throw noPlainSuper(name, fault)
  const made = unique('$self')
  yieldArguments(body, made)
  source.generator = true
  body.body.unshift(
    t.variableDeclaration('let', [t.variableDeclarator(t.identifier(made))]),
    t.variableDeclaration('const', [t.variableDeclarator(t.identifier(self), reader(made))]),
  )
}

const UNINITIALISED =
  "Must call super constructor in derived class before accessing 'this' or returning from derived constructor"

/** `() => { if (!$self) throw new ReferenceError(…); return $self }` */
function reader(made: string): t.Expression {
  const error = t.newExpression(t.identifier('ReferenceError'), [t.stringLiteral(UNINITIALISED)])
  const check = t.ifStatement(t.unaryExpression('!', t.identifier(made)), t.throwStatement(error))
  return t.arrowFunctionExpression([], t.blockStatement([check, t.returnStatement(t.identifier(made))]))
}

function yieldArguments(node: t.Node, made: string): t.Node {
  replaceOwn(node, child => yieldArguments(child, made))
  if (!isSuperCall(node)) return node
  const args = t.arrayExpression(node.arguments as t.ArrayExpression['elements'])
  return t.assignmentExpression('=', t.identifier(made), t.yieldExpression(args))
}

/** Has `super(…)` been called: surely not, surely, perhaps; or does nothing come here. */
type Called = 'no' | 'yes' | 'perhaps' | 'unreached'

class SuperCalls {
  private found: string | undefined

  /** Why the guard can't call `super` in the code's place. */
  fault({ params, body }: t.Function): string | undefined {
    if (params.some(param => countSupers(param) > 0)) return 'it calls super(…) in a default value'
    if (countSupers(body) !== countOwn(body)) return 'it calls super(…) in a function within'
    this.after(body, 'no')
    return this.found
  }

  private after(node: t.Node, before: Called): Called {
    if (countOwn(node) === 0) return alwaysEnds(node) ? 'unreached' : before
    switch (node.type) {
      case 'IfStatement':
      case 'ConditionalExpression': {
        const test = this.after(node.test, before)
        return merged(this.after(node.consequent, test), node.alternate ? this.after(node.alternate, test) : test)
      }
      case 'LogicalExpression': {
        const left = this.after(node.left, before)
        return merged(left, this.after(node.right, left))
      }
      case 'ReturnStatement':
      case 'ThrowStatement':
        this.after(node.argument as t.Expression, before)
        return 'unreached'
      case 'CallExpression':
        return this.call(node, before)
      default:
        if (!SEQUENTIAL.has(node.type)) this.found ??= 'it calls super(…) in a loop, a `try`, a `switch` or the like'
        return ownChildren(node).reduce((called, child) => this.after(child, called), before)
    }
  }

  private call(node: t.CallExpression, before: Called): Called {
    const called = ownChildren(node).reduce((state, child) => this.after(child, state), before)
    if (!isSuperCall(node)) return called
    if (called === 'yes' || called === 'perhaps') this.found ??= 'it may call super(…) twice'
    return called === 'unreached' ? called : 'yes'
  }
}

/** All that is in them is evaluated, one after the other. */
const SEQUENTIAL: ReadonlySet<string> = new Set([
  'BlockStatement',
  'ExpressionStatement',
  'VariableDeclaration',
  'VariableDeclarator',
  'SequenceExpression',
  'AssignmentExpression',
  'BinaryExpression',
  'UnaryExpression',
  'MemberExpression',
  'NewExpression',
  'ArrayExpression',
  'ObjectExpression',
  'ObjectProperty',
  'SpreadElement',
  'TemplateLiteral',
  'ParenthesizedExpression',
])

function merged(a: Called, b: Called): Called {
  if (a === 'unreached' || a === b) return b
  return b === 'unreached' ? a : 'perhaps'
}

/** Both branches of it leave the constructor. */
function alwaysEnds(node: t.Node): boolean {
  if (node.type === 'ReturnStatement' || node.type === 'ThrowStatement') return true
  if (node.type === 'BlockStatement') return node.body.some(alwaysEnds)
  return node.type === 'IfStatement' && node.alternate != null && [node.consequent, node.alternate].every(alwaysEnds)
}

function countOwn(node: t.Node): number {
  return ownChildren(node).reduce((count, child) => count + countOwn(child), isSuperCall(node) ? 1 : 0)
}

/** Calls of `super` that mean this constructor's. */
function countSupers(node: t.Node): number {
  if (t.isClassBody(node)) return 0
  return children(node).reduce((count, child) => count + countSupers(child), isSuperCall(node) ? 1 : 0)
}

export function isSuperStatement(statement: t.Statement): boolean {
  return statement.type === 'ExpressionStatement' && isSuperCall(statement.expression)
}

function isSuperCall(node: t.Node): node is t.CallExpression {
  return node.type === 'CallExpression' && node.callee.type === 'Super'
}
