import * as t from '@babel/types'
import { generate, type ModuleRecord, parse } from '../../src/index.js'
import type { Format } from './world.js'

/**
 * Turns every guard into a check that goes on with the function: `if ($k) return $k(x, () => y)` becomes `__probe([…])`. What is handed over
 * by value is paired with a function that reads the name where the guard stands, so that the world can compare both, now and at the end.
 */
export function probe(code: string, record: ModuleRecord, format: Format, id: string): string {
  const file = parse(code, format, 'a.js')
  new Prober(record, id).visit(file.program)
  return generate(file, {}, '').code
}

class Prober {
  private readonly cells

  constructor(
    private readonly record: ModuleRecord,
    private readonly id: string,
  ) {
    this.cells = new Map(record.cells.map(cell => [cell.cell, cell]))
  }

  visit(node: t.Node): t.Node {
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const fields = node as unknown as Record<string, t.Node | (t.Node | null)[] | null>
      const child = fields[key]
      if (Array.isArray(child)) fields[key] = child.map(each => each && this.visit(each))
      else if (child) fields[key] = this.visit(child)
    }
    return this.replace(node)
  }

  private replace(node: t.Node): t.Node {
    if (node.type === 'IfStatement' && this.isGuard(node.test)) {
      const check = t.expressionStatement(this.check(callIn(node.consequent)))
      return node.alternate ? t.blockStatement([check, node.alternate]) : check
    }
    if (node.type !== 'ConditionalExpression' || !this.isGuard(node.test)) return node
    // b = $k ? void 0 : init
    if (node.consequent.type === 'UnaryExpression') return node.alternate
    return t.sequenceExpression([this.check(callIn(node.consequent)), node.alternate])
  }

  private isGuard(test: t.Node): boolean {
    if (test.type === 'BinaryExpression' && test.left.type === 'UnaryExpression')
      return this.isGuard(test.left.argument)
    return test.type === 'Identifier' && test.name.startsWith(`$${this.id}`)
  }

  private check(call: t.CallExpression): t.Expression {
    const number = Number.parseInt((call.callee as t.Identifier).name.slice(1 + this.id.length), 36)
    const { layout } = this.cells.get(number)!
    const args = [...call.arguments] as (t.Expression | t.SpreadElement)[]
    const checks = args.splice(
      0,
      [layout.this, layout.newTarget, layout.super, layout.construct].filter(Boolean).length,
    )
    for (const { name, mode } of layout.captures) {
      const [value] = args.splice(0, 1) as t.Expression[]
      if (mode === 'getset') checks.push(...args.splice(0, 1))
      // a getter is called by nobody: that it could be made is all
      if (mode !== 'value') checks.push(value!)
      else checks.push(this.pair(number, name, value!))
    }
    return t.callExpression(t.identifier('__probe'), [t.arrayExpression([...checks, ...args])])
  }

  private pair(number: number, name: string, value: t.Expression): t.Expression {
    const label = t.stringLiteral(`${name} in ${this.record.functions[number]!.key}`)
    return t.arrayExpression([label, value, t.arrowFunctionExpression([], t.identifier(name)), t.identifier('__mark')])
  }
}

function callIn(node: t.Node): t.CallExpression {
  switch (node.type) {
    case 'CallExpression':
      return node
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'ReturnStatement':
      return callIn(node.argument!)
    case 'ExpressionStatement':
      return callIn(node.expression)
    case 'BlockStatement':
      return callIn(node.body[0]!)
    case 'VariableDeclaration':
      return callIn(node.declarations[0]!.init!)
    default:
      throw new Error(`no guard: ${node.type}`)
  }
}
