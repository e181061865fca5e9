import type * as t from '@babel/types'
import { isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Pair, Program } from '../program.js'
import type { Repeatable } from '../resolve/repeatable.js'
import { requiredByName } from '../resolve/required.js'
import { keyOfMember } from './slots.js'

const LOGS = new Set(['log', 'info', 'warn', 'error', 'debug', 'trace', 'assert'])
const ASSERTS = new Set(['ok', 'equal', 'strictEqual', 'deepEqual', 'deepStrictEqual', 'notEqual', 'notStrictEqual'])

/** `if (!isSafe(X)) throw …`, `assert(X)`, `console.warn(…)` at the top level of a release: it was passed, and has left nothing behind. */
export class Checks {
  private readonly module: Module

  constructor(
    private readonly pair: Pair,
    private readonly program: Program,
    private readonly repeatable: Repeatable,
  ) {
    this.module = pair.old
  }

  has(statement: t.Node): boolean {
    switch (statement.type) {
      case 'BlockStatement':
        return statement.body.every(each => this.has(each))
      case 'ThrowStatement':
        return true
      case 'IfStatement':
        return !statement.alternate && this.isIdle(statement.test) && this.has(statement.consequent)
      case 'ExpressionStatement':
        return statement.expression.type === 'CallExpression' && this.isCheck(statement.expression)
      default:
        return false
    }
  }

  private isCheck({ callee, arguments: args }: t.CallExpression): boolean {
    const object = callee.type === 'MemberExpression' ? callee.object : callee
    const key = callee.type === 'MemberExpression' ? (keyOfMember(callee) ?? '') : undefined
    if (object.type !== 'Identifier' || !args.every(each => this.isIdle(each))) return false
    if (object.name === 'console' && this.bindingOf(object) === undefined) return key !== undefined && LOGS.has(key)
    return /^(node:)?assert(\/strict)?$/.test(this.sourceOf(object) ?? '') && (key === undefined || ASSERTS.has(key))
  }

  /** It answers, and changes nothing. */
  private isIdle(node: t.Node): boolean {
    if (this.repeatable.evaluation(node, this.module) !== undefined) return true
    switch (node.type) {
      case 'UnaryExpression':
        return node.operator !== 'delete' && this.isIdle(node.argument)
      case 'BinaryExpression':
      case 'LogicalExpression':
        return this.isIdle(node.left) && this.isIdle(node.right)
      case 'CallExpression':
        return this.isPredicate(node.callee) && node.arguments.every(each => this.isIdle(each))
      default:
        return false
    }
  }

  /** A library's `isSafe`: the program's own functions are known, and this isn't one of them. */
  private isPredicate(callee: t.Node): boolean {
    if (callee.type !== 'Identifier' || !/^(is|has)[A-Z]/.test(callee.name)) return false
    const source = this.sourceOf(callee)
    const path = source === undefined ? undefined : this.pair.mapping.resolutions[source]
    return source !== undefined && !/^\.{0,2}\//.test(source) && !(path !== undefined && this.program.isReleased(path))
  }

  private bindingOf(name: t.Identifier) {
    return this.module.references.get(name)?.binding
  }

  /** Where a name comes from: `require` or an import. */
  private sourceOf(name: t.Identifier): string | undefined {
    const binding = this.bindingOf(name)
    if (binding === undefined || !isModuleLevel(binding)) return undefined
    return binding.imported?.source ?? requiredByName(binding.name, this.module)?.source
  }
}
