import * as t from '@babel/types'
import { type Capture, cellName, type Layout, NOT_PASSED } from '@iaso/protocol'
import type { Fn, ParamsForm } from '../analyze/model.js'
import { firstUnpacked } from '../analyze/params.js'
import { takesName } from '../analyze/skips.js'
import type { Names } from './names.js'
import { stepwise } from './stepwise.js'

/** Which cell a function's guard reads, and what it hands over. A capture that isn't there any more is handed over as `void 0`. */
export interface Guard {
  readonly cell: number
  readonly layout: Layout
}

/** Puts guards into the functions of one module. */
export class Guards {
  constructor(
    private readonly moduleId: string,
    private readonly names: Names,
    /** Told of every identifier that stands for a capture: a patch has to reach it in its own way. */
    private readonly onCapture: (node: t.Identifier, capture: Capture) => void = () => {},
    /** Functions that can run before their cells are there. */
    private readonly early: (fn: Fn) => boolean = () => false,
    /** Names of the readers, by id of the function that has one. */
    private readonly readers: ReadonlyMap<number, string> = new Map(),
  ) {}

  /** @param mark is evaluated when the function's own code runs */
  put(fn: Fn, guard: Guard, mark?: t.Expression): void {
    const cell: Cell = { name: cellName(this.moduleId, guard.cell), early: this.early(fn) }
    const { node } = fn
    switch (node.type) {
      case 'ClassProperty':
      case 'ClassPrivateProperty':
      case 'ClassAccessorProperty':
        return this.field(node, cell, guard.layout)
      case 'StaticBlock':
        // static { if ($k) $k(this); else { … } }
        node.body = [
          t.ifStatement(
            isSet(cell),
            t.expressionStatement(this.call(cell, guard.layout, [])),
            t.blockStatement(node.body),
          ),
        ]
        return
      default:
        return this.function(fn, node, cell, guard.layout, mark)
    }
  }

  /** `x = $k ? $k(this) : 1` */
  private field(
    node: t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty,
    cell: Cell,
    layout: Layout,
  ): void {
    node.value = t.conditionalExpression(isSet(cell), this.call(cell, layout, []), node.value as t.Expression)
  }

  private function(fn: Fn, node: t.Function, cell: Cell, layout: Layout, mark: t.Expression | undefined): void {
    const unpack = fn.form === 'guarded' || fn.form === 'unpacked' ? this.rewriteParams(node, fn.form, cell) : []
    const params = layout.params.kind === 'arguments' ? [t.identifier('arguments')] : paramArguments(node, layout)
    if (layout.params.kind === 'positional' && layout.params.spare) params.push(this.addSpare(node))
    if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement' && unpack.length === 0) {
      // x => $k ? $k(x) : x + 1
      const call = this.call(cell, layout, params)
      const own = mark === undefined ? node.body : t.sequenceExpression([mark, node.body])
      node.body = t.conditionalExpression(isSet(cell), call, own)
      return
    }
    if (node.body.type !== 'BlockStatement') {
      node.body = t.blockStatement([t.returnStatement(node.body)])
      ;(node as t.ArrowFunctionExpression).expression = false
    }
    const marks = mark === undefined ? [] : [t.expressionStatement(mark)]
    node.body.body.unshift(...this.head(fn, cell, layout, params), ...marks, ...unpack)
  }

  /** `(a, $more = 5e-324)` */
  private addSpare(node: t.Function): t.Identifier {
    const name = this.names.local('$more')
    node.params.push(t.assignmentPattern(t.identifier(name), t.numericLiteral(NOT_PASSED)) as never)
    return t.identifier(name)
  }

  /** `const $f = $k; if ($f) return $f(a)`: mentioned once, a cell's name costs half as much in compressed code, and less bytecode. */
  private head(fn: Fn, cell: Cell, layout: Layout, params: Argument[]): t.Statement[] {
    if (cell.early) return [this.leave(fn, cell, layout, params)]
    const name = this.names.local('$f')
    const read = t.variableDeclaration('const', [t.variableDeclarator(t.identifier(name), t.identifier(cell.name))])
    return [read, this.leave(fn, { name, early: false }, layout, params)]
  }

  private leave(fn: Fn, cell: Cell, layout: Layout, params: Argument[]): t.Statement {
    const call = this.call(cell, layout, params)
    if (fn.kind === 'derived-constructor' && !layout.construct) return this.derivedHead(cell, call)
    if (fn.async && fn.generator)
      return t.ifStatement(
        isSet(cell),
        stepwise(call, base => this.names.local(base)),
      )
    return t.ifStatement(isSet(cell), t.returnStatement(fn.generator ? t.yieldExpression(call, true) : call))
  }

  /**
   * `if ($k) { const $ = $k(a); if (!$[1]) return $[0]; super(...$[0]); return $[1](this) }`: the fields and private names come with
   * `super`. A patch may return before.
   */
  private derivedHead(cell: Cell, call: t.Expression): t.Statement {
    const parts = t.identifier(this.names.local('$'))
    const part = (index: number) => t.memberExpression(t.cloneNode(parts), t.numericLiteral(index), true)
    return t.ifStatement(
      isSet(cell),
      t.blockStatement([
        t.variableDeclaration('const', [t.variableDeclarator(parts, call)]),
        t.ifStatement(t.unaryExpression('!', part(1)), t.returnStatement(part(0))),
        t.expressionStatement(t.callExpression(t.super(), [t.spreadElement(part(0))])),
        t.returnStatement(t.callExpression(part(1), [t.thisExpression()])),
      ]),
    )
  }

  /** Skips default values while patched, takes patterns whole. Answers the statements that unpack them behind the guard. */
  private rewriteParams(node: t.Function, form: ParamsForm, cell: Cell): t.Statement[] {
    const params = node.params as t.Node[]
    const first = form === 'unpacked' ? firstUnpacked(params) : params.length
    const unpack: t.Statement[] = []
    params.forEach((param, index) => {
      if (index < first) {
        if (param.type === 'AssignmentPattern')
          param.right = t.conditionalExpression(isSet(cell), t.buildUndefinedNode(), named(param))
      } else params[index] = this.takeWhole(param, unpack)
    })
    return unpack
  }

  private takeWhole(param: t.Node, unpack: t.Statement[]): t.Node {
    if (param.type === 'Identifier') return param
    if (param.type === 'AssignmentPattern') {
      const { left, right } = param
      if (left.type === 'Identifier') {
        // c = 1 behind a pattern: evaluated in its turn
        unpack.push(
          t.ifStatement(
            isUndefined(left),
            t.expressionStatement(t.assignmentExpression('=', t.cloneNode(left), right)),
          ),
        )
        return t.assignmentPattern(left, t.buildUndefinedNode())
      }
      const whole = this.whole(unpack)
      unpack.push(unpackInto(left as t.LVal, t.conditionalExpression(isUndefined(whole), right, t.cloneNode(whole))))
      return t.assignmentPattern(whole, t.buildUndefinedNode())
    }
    if (param.type === 'RestElement') {
      if (param.argument.type === 'Identifier') return param
      const whole = this.whole(unpack)
      unpack.push(unpackInto(param.argument as t.LVal, t.cloneNode(whole)))
      return t.restElement(whole)
    }
    const whole = this.whole(unpack)
    unpack.push(failAlike(param as t.ObjectPattern, whole), unpackInto(param as t.LVal, t.cloneNode(whole)))
    return whole
  }

  private whole(unpack: readonly t.Statement[]): t.Identifier {
    return t.identifier(this.names.local(`$${unpack.length}`))
  }

  private call(cell: Cell, layout: Layout, params: Argument[]): t.Expression {
    const args: Argument[] = []
    if (layout.this !== false)
      args.push(layout.this === 'get' ? t.arrowFunctionExpression([], t.thisExpression()) : t.thisExpression())
    if (layout.newTarget) args.push(t.metaProperty(t.identifier('new'), t.identifier('target')))
    if (layout.super) args.push(superReader())
    if (layout.construct) args.push(superCaller())
    for (const capture of layout.captures) args.push(...this.capture(capture))
    if (layout.reader !== undefined) args.push(t.identifier(this.readers.get(layout.reader) as string))
    for (const { name, kinds } of layout.privates) for (const kind of kinds) args.push(privateAccessor(name, kind))
    return t.callExpression(t.identifier(cell.name), [...args, ...params] as t.CallExpression['arguments'])
  }

  private capture(capture: Capture): t.Expression[] {
    const name = (): t.Identifier => {
      const node = t.identifier(capture.name)
      this.onCapture(node, capture)
      return node
    }
    if (capture.mode === 'value') return [name()]
    const getter = t.arrowFunctionExpression([], name())
    return capture.mode === 'get' ? [getter] : [getter, setterOf(name())]
  }
}

/** What a guard asks. */
interface Cell {
  readonly name: string
  readonly early: boolean
}

/** `$k`, or where there may be no such global yet, `typeof $k == "function"`. */
function isSet({ name, early }: Cell): t.Expression {
  const cell = t.identifier(name)
  return early ? t.binaryExpression('==', t.unaryExpression('typeof', cell), t.stringLiteral('function')) : cell
}

type Argument = t.Expression | t.SpreadElement

function paramArguments(node: t.Function, layout: Layout): Argument[] {
  if (layout.params.kind === 'bound') return layout.params.names.map(name => t.identifier(name))
  return (node.params as t.Node[]).map(param => {
    const target =
      param.type === 'AssignmentPattern' ? param.left : param.type === 'RestElement' ? param.argument : param
    const name = t.identifier((target as t.Identifier).name)
    return param.type === 'RestElement' ? t.spreadElement(name) : name
  })
}

/** `v => x = v` */
export function setterOf(name: t.Identifier): t.Expression {
  const value = t.identifier(name.name === 'v' ? 'w' : 'v')
  return t.arrowFunctionExpression([value], t.assignmentExpression('=', name, t.cloneNode(value)))
}

/** `k => super[k]` */
function superReader(): t.Expression {
  return t.arrowFunctionExpression([t.identifier('k')], t.memberExpression(t.super(), t.identifier('k'), true))
}

/** `(...$) => super(...$)` */
function superCaller(): t.Expression {
  const args = t.identifier('$')
  const call = t.callExpression(t.super(), [t.spreadElement(t.cloneNode(args))])
  return t.arrowFunctionExpression([t.restElement(args)], call)
}

export function privateAccessor(name: string, kind: 'get' | 'set' | 'has'): t.Expression {
  const object = t.identifier('o')
  const key = t.privateName(t.identifier(name))
  if (kind === 'has') return t.arrowFunctionExpression([object], t.binaryExpression('in', key, t.identifier('o')))
  const member = t.memberExpression(t.identifier('o'), key)
  if (kind === 'get') return t.arrowFunctionExpression([object], member)
  return t.arrowFunctionExpression([object, t.identifier('v')], t.assignmentExpression('=', member, t.identifier('v')))
}

/** A default value names an anonymous function after the parameter; behind a condition a property has to do it. */
function named({ left, right }: t.AssignmentPattern): t.Expression {
  if (left.type !== 'Identifier' || !takesName(right)) return right
  // computed, as `__proto__: f` would set the prototype
  const key = t.stringLiteral(left.name)
  return t.memberExpression(t.objectExpression([t.objectProperty(key, right, true)]), t.cloneNode(key), true)
}

function isUndefined(name: t.Identifier): t.Expression {
  return t.binaryExpression('===', t.cloneNode(name), t.buildUndefinedNode())
}

/**
 * `$0 == null && (({ a }) => {})($0)`: engines name the destructured value in their message, and a parameter has no name. What comes
 * first in the pattern decides the rest of the sentence.
 */
function failAlike(pattern: t.ObjectPattern, whole: t.Identifier): t.Statement {
  const first = pattern.properties[0]
  const named = first?.type === 'ObjectProperty' && !first.computed
  const target = () => t.identifier('a')
  const property = named ? t.objectProperty(t.cloneNode(first.key), target()) : t.restElement(target())
  const fail = t.arrowFunctionExpression([t.objectPattern(first === undefined ? [] : [property])], t.blockStatement([]))
  const isNullish = t.binaryExpression('==', t.cloneNode(whole), t.nullLiteral())
  return t.expressionStatement(t.logicalExpression('&&', isNullish, t.callExpression(fail, [t.cloneNode(whole)])))
}

function unpackInto(pattern: t.LVal, value: t.Expression): t.Statement {
  return t.variableDeclaration('var', [t.variableDeclarator(pattern as t.VariableDeclarator['id'], value)])
}
