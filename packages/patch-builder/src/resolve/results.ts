import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import { keyOfMember } from '../compare/slots.js'
import { declarationOf } from '../verify/initial-values.js'
import { type Callees, returnsOf } from './callee.js'
import { Known } from './effects.js'
import { isGlobal } from './run-in-place.js'

/** What kind of value an expression gives: one that nobody can change, or an object of its own. */
export type Result = 'value' | 'Object' | 'Array' | 'Set' | 'Map' | undefined

/** Asks of expressions what kind of value they give. */
export class Results {
  constructor(private readonly callees: Callees) {}

  of(node: t.Node, module: Module): Result {
    return this.result(node, module, new Set())
  }

  private result(node: t.Node, module: Module, seen: Set<t.Node>): Result {
    if (seen.has(node)) return undefined
    seen.add(node)
    switch (node.type) {
      case 'ObjectExpression':
        return 'Object'
      case 'ArrayExpression':
        return 'Array'
      case 'StringLiteral':
      case 'NumericLiteral':
      case 'BooleanLiteral':
      case 'RegExpLiteral':
      case 'TemplateLiteral':
      case 'BinaryExpression':
      case 'UnaryExpression':
        return 'value'
      case 'ParenthesizedExpression':
        return this.result(node.expression, module, seen)
      case 'ConditionalExpression': {
        const [one, other] = [this.result(node.consequent, module, seen), this.result(node.alternate, module, seen)]
        return one === other ? one : undefined
      }
      case 'NewExpression':
        if (isGlobal(node.callee, module, name => name === 'RegExp')) return 'value'
        return isGlobal(node.callee, module, name => /^(Set|Map|Array|Object)$/.test(name))
          ? ((node.callee as t.Identifier).name as Result)
          : undefined
      case 'Identifier': {
        const binding = module.references.get(node)?.binding
        const init = binding === undefined || binding.assigned ? undefined : declarationOf(binding, module)
        return binding?.owner && t.isVariableDeclarator(init) && init.id === binding.node && init.init
          ? this.result(init.init, module, seen)
          : undefined
      }
      case 'CallExpression':
        return this.answer(node, module, seen)
      default:
        return undefined
    }
  }

  private answer(call: t.CallExpression, module: Module, seen: Set<t.Node>): Result {
    const { callee } = call
    const found = this.callees.find(callee, module)
    if (found !== undefined) {
      const [first, ...more] = returnsOf(found.fn).map(each =>
        each === null ? undefined : this.result(each, found.module, seen),
      )
      return more.every(each => each === first) ? first : undefined
    }
    if (isGlobal(callee, module, name => /^(String|Number|Boolean|RegExp|parseInt|parseFloat)$/.test(name)))
      return 'value'
    if (callee.type !== 'MemberExpression') return undefined
    const name = keyOfMember(callee) ?? ''
    if (!isGlobal(callee.object, module, () => true))
      return Known.isOfText(name) ? 'value' : Known.isCopier(name) ? this.copied(callee, name, module, seen) : undefined
    const full = `${(callee.object as t.Identifier).name}.${name}`
    if (full === 'Object.assign') return this.result(call.arguments[0] as t.Node, module, seen)
    if (full === 'Object.fromEntries') return 'Object'
    return Known.isStaticMaker(full) && full !== 'Object.create' ? 'Array' : undefined
  }

  /** `text.slice(1)` is text. */
  private copied({ object }: t.MemberExpression, name: string, module: Module, seen: Set<t.Node>): Result {
    if (!/^(slice|concat|match)$/.test(name)) return 'Array'
    const list = this.result(object, module, seen)
    return name !== 'match' && (list === 'Array' || this.isList(object, module)) ? 'Array' : undefined
  }

  private isList(node: t.Node, module: Module): boolean {
    const binding = module.references.get(node)?.binding
    const init = binding === undefined || binding.assigned ? undefined : declarationOf(binding, module)
    return t.isVariableDeclarator(init) && init.id === binding?.node && t.isArrayExpression(init.init)
  }
}
