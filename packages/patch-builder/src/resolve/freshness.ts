import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, isModuleLevel, type Module } from '@iaso/babel-plugin'
import { keyOfMember } from '../compare/slots.js'
import { callsWith } from '../verify/calls.js'
import { declarationOf } from '../verify/initial-values.js'
import { type Callees, returnsOf } from './callee.js'
import { Known } from './effects.js'
import { callOf, isGlobal } from './run-in-place.js'

/** Asks of what an evaluation changes whether the evaluation itself made it. */
export class Freshness {
  constructor(private readonly callees: Callees) {}

  /** It was made by the evaluation: nobody else holds it. */
  isFresh(node: t.Node, module: Module, seen: Set<t.Node> = new Set()): boolean {
    if (seen.has(node)) return true
    seen.add(node)
    const fresh = (each: t.Node) => this.isFresh(each, module, seen)
    if (fnOf(module).has(node)) return true
    switch (node.type) {
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'NewExpression':
      case 'RegExpLiteral':
        return true
      case 'ParenthesizedExpression':
        return fresh(node.expression)
      case 'ConditionalExpression':
        return fresh(node.consequent) && fresh(node.alternate)
      case 'SequenceExpression':
        return fresh(node.expressions.at(-1) as t.Node)
      case 'Identifier': {
        const binding = module.references.get(node)?.binding
        return binding !== undefined && !isModuleLevel(binding) && this.isFreshVariable(binding, module, seen)
      }
      case 'CallExpression':
        return this.isFreshAnswer(node, module, seen)
      default:
        return false
    }
  }

  private isFreshVariable(binding: Binding, module: Module, seen: Set<t.Node>): boolean {
    if (binding.owner === null) return false
    if (binding.kind === 'param') return !binding.assigned && this.isFreshParam(binding, binding.owner, module, seen)
    const node = declarationOf(binding, module)
    if (module.named.has(binding.node)) return !binding.assigned
    if (node?.type !== 'VariableDeclarator' || node.id !== binding.node) return false
    const values = binding.assigned ? assignedTo(binding, binding.owner, module) : []
    const all = node.init ? [node.init, ...(values ?? [])] : (values ?? [])
    return values !== undefined && all.length > 0 && all.every(each => this.isFresh(each, module, seen))
  }

  /** `(list => { list.push(1) })([])`, `names.reduce((all, name) => { all[name] = 1; return all }, {})` */
  private isFreshParam(binding: Binding, { node }: Fn, module: Module, seen: Set<t.Node>): boolean {
    const params = 'params' in node ? (node.params as readonly t.Node[]) : []
    const at = params.indexOf(binding.node)
    const reducing = callsWith(module).get(node)
    const name = t.isMemberExpression(reducing?.callee) ? keyOfMember(reducing.callee) : undefined
    const [callback, start] = reducing?.arguments ?? []
    if (at === 0 && name === 'reduce' && callback === node && start) return this.isFresh(start, module, seen)
    const own = t.isFunctionExpression(node) || t.isArrowFunctionExpression(node) ? callOf(node, module) : undefined
    const given = own?.arguments[at]
    return given !== undefined && this.isFresh(given, module, seen)
  }

  private isFreshAnswer(call: t.CallExpression, module: Module, seen: Set<t.Node>): boolean {
    const { callee } = call
    const found = this.callees.find(callee, module)
    if (found !== undefined)
      return returnsOf(found.fn).every(each => each !== null && this.isFresh(each, found.module, seen))
    if (callee.type !== 'MemberExpression') return false
    const name = keyOfMember(callee) ?? ''
    if (isGlobal(callee.object, module, () => true)) {
      const full = `${(callee.object as t.Identifier).name}.${name}`
      const [first] = call.arguments
      return Known.isStaticMaker(full) || (full === 'Object.assign' && !!first && this.isFresh(first, module, seen))
    }
    return Known.isCopier(name) || (/^(sort|reverse|fill)$/.test(name) && this.isFresh(callee.object, module, seen))
  }
}

/** What `let keys; if (…) keys = [...a]; else keys = Object.keys(a)` puts into it; undefined: it is written in other ways, too. */
function assignedTo(binding: Binding, { node: owner }: Fn, module: Module): t.Expression[] | undefined {
  const values: t.Expression[] = []
  const isIt = (node: t.Node) => t.isIdentifier(node) && module.references.get(node)?.binding === binding
  let isPlain = true
  t.traverseFast(owner, node => {
    if (t.isAssignmentExpression(node, { operator: '=' }) && isIt(node.left)) values.push(node.right)
    else if (t.isAssignmentExpression(node)) isPlain &&= !within(node.left, isIt)
    else if (t.isUpdateExpression(node)) isPlain &&= !isIt(node.argument)
    else if (t.isForXStatement(node)) isPlain &&= !within(node.left, isIt)
  })
  return isPlain ? values : undefined
}

function within(node: t.Node, isIt: (node: t.Node) => boolean): boolean {
  let found = false
  t.traverseFast(node, each => {
    found ||= isIt(each)
  })
  return found
}
