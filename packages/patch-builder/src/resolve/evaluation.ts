import * as t from '@babel/types'
import { type Fn, fnOf, isModuleLevel, type Module } from '@iaso/babel-plugin'
import { keyOfMember } from '../compare/slots.js'
import { callsWith } from '../verify/calls.js'
import type { Callees } from './callee.js'
import { Known } from './effects.js'
import { Freshness } from './freshness.js'
import { requireSource } from './required.js'
import { callOf, isGlobal, isRun } from './run-in-place.js'

/** The functions of the program that an evaluation runs, each with its module. */
export type Evaluation = ReadonlyMap<Fn, Module>

/** @returns undefined: evaluating it once more has an effect, or nobody can say */
export function evaluationOf(node: t.Node, module: Module, callees: Callees): Evaluation | undefined {
  const walk = new Walk(callees)
  return walk.isPure(node, module) ? walk.functions : undefined
}

class Walk {
  readonly functions = new Map<Fn, Module>()
  /** Functions around that run. */
  private depth = 0
  /** Functions around that don't, as far as can be seen: closures that are made. */
  private held = 0
  private readonly seen = new Set<Fn>()

  private readonly freshness: Freshness

  constructor(private readonly callees: Callees) {
    this.freshness = new Freshness(callees)
  }

  isPure(node: t.Node, module: Module): boolean {
    if (IMPURE.has(node.type)) return false
    // what a call gets runs, too
    const own = fnOf(module).get(node)
    if (own?.generator && !isDrained(own, module)) return false
    if (own !== undefined && isRun(own, module)) this.note(own, module)
    else if (own !== undefined) return this.isHeldPure(node, module)
    switch (node.type) {
      case 'Identifier':
        return this.isName(node, module)
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return this.isMember(node, module)
      case 'CallExpression':
      case 'OptionalCallExpression':
        return this.isCall(node as t.CallExpression, module) && this.areChildren(node, module)
      case 'NewExpression':
        return isGlobal(node.callee, module, Known.isMaker) && node.arguments.every(each => this.isPure(each, module))
      case 'UnaryExpression':
        if (node.operator === 'typeof' && node.argument.type === 'Identifier') return true
        return (node.operator !== 'delete' || this.isOwn(node.argument, module)) && this.isPure(node.argument, module)
      case 'AssignmentExpression':
        return this.isOwn(node.left, module) && this.areChildren(node, module)
      case 'UpdateExpression':
        return this.isOwn(node.argument, module) && this.isPure(node.argument, module)
      case 'ForInStatement':
      case 'ForOfStatement':
        return (
          !('await' in node && node.await) &&
          (node.left.type === 'VariableDeclaration' || this.isOwn(node.left, module)) &&
          this.areChildren(node, module)
        )
      default:
        return this.areChildren(node, module)
    }
  }

  private note(fn: Fn, module: Module): void {
    this.seen.add(fn)
    if (this.held === 0) this.functions.set(fn, module)
  }

  private isHeldPure(node: t.Node, module: Module): boolean {
    this.held++
    const isPure = this.areChildren(node, module)
    this.held--
    return isPure
  }

  private areChildren(node: t.Node, module: Module): boolean {
    return (t.VISITOR_KEYS[node.type] ?? []).every(key => {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      return (Array.isArray(child) ? child : [child]).every(
        each => !each || isKey(node, key) || this.isPure(each, module),
      )
    })
  }

  /** A name; of a function of the program, as somebody may call it. */
  private isName(node: t.Identifier, module: Module): boolean {
    const reference = module.references.get(node)
    if (reference === undefined) return true
    const { binding } = reference
    if (binding === undefined) return Known.isValue(node.name) || isArguments(node) || node.name === 'require'
    if (!isModuleLevel(binding)) return true
    if (binding.imported === undefined && binding.assigned) return false
    return this.mayRun(node, module)
  }

  /** What is only held by an object that is made doesn't run; what is handed on in a function that does, may. */
  private mayRun(node: t.Node, module: Module): boolean {
    if (this.depth === 0 && !callsWith(module).has(node) && callOf(node, module) === undefined) return true
    const callee = this.callees.find(node, module)
    return callee === undefined || this.runs(callee.fn, callee.module)
  }

  private isMember(node: t.MemberExpression | t.OptionalMemberExpression, module: Module): boolean {
    if (node.computed && !this.isPure(node.property, module)) return false
    if (isGlobal(node.object, module, name => name === 'process' || name === 'globalThis')) return true
    if (node.object.type === 'Super' || node.property.type === 'PrivateName') return false
    return (node.type !== 'MemberExpression' || this.mayRun(node, module)) && this.isPure(node.object, module)
  }

  private runs(fn: Fn, module: Module): boolean {
    if (this.functions.has(fn) || (this.held > 0 && this.seen.has(fn))) return true
    if (fn.async || fn.generator || fn.evalWithin || !('params' in fn.node)) return false
    this.note(fn, module)
    this.depth++
    const isPure = this.areChildren(fn.node, module)
    this.depth--
    return isPure
  }

  private isCall(call: t.CallExpression, module: Module): boolean {
    const { callee } = call
    if (requireSource(call, module) !== undefined) return true
    if (callee.type === 'Identifier') {
      const binding = module.references.get(callee)?.binding
      if (binding === undefined) return Known.isFunction(callee.name)
      // what a variable of a function holds was made, or handed over, by code that is looked at
      return !isModuleLevel(binding) || this.callees.find(callee, module) !== undefined
    }
    if (fnOf(module).has(callee)) return true
    if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return false
    return this.isMethodCall(call, callee as t.MemberExpression, module)
  }

  private isMethodCall(call: t.CallExpression, callee: t.MemberExpression, module: Module): boolean {
    const name = keyOfMember(callee)
    if (name === undefined) return false
    if (isGlobal(callee.object, module, () => true)) {
      const full = `${(callee.object as t.Identifier).name}.${name}`
      const [first] = call.arguments
      if (Known.changesFirst(full)) return first !== undefined && this.freshness.isFresh(first, module)
      return Known.isStatic(full)
    }
    if (this.callees.find(callee, module) !== undefined) return true
    if (/^(call|apply|bind)$/.test(name)) {
      const method = t.isMemberExpression(callee.object) ? keyOfMember(callee.object) : undefined
      return this.callees.find(callee.object, module) !== undefined || (method !== undefined && Known.isReader(method))
    }
    return Known.isReader(name) || this.freshness.isFresh(callee.object, module)
  }

  /** What is assigned was made by the evaluation itself. */
  private isOwn(target: t.Node, module: Module): boolean {
    if (target.type === 'Identifier') {
      const binding = module.references.get(target)?.binding
      return binding !== undefined && !isModuleLevel(binding)
    }
    if (target.type === 'MemberExpression') return this.freshness.isFresh(target.object, module)
    return (
      (target.type === 'ArrayPattern' || target.type === 'ObjectPattern') &&
      Object.values(t.getBindingIdentifiers(target)).every(each => this.isOwn(each, module))
    )
  }
}

/** They wait, or make something that has a state of its own, or mean something only in their place. */
const IMPURE: ReadonlySet<string> = new Set([
  'AwaitExpression',
  'ClassExpression',
  'ClassDeclaration',
  'TaggedTemplateExpression',
  'ImportExpression',
  'Import',
  'MetaProperty',
  'Super',
  'WithStatement',
  'JSXElement',
  'JSXFragment',
])

/** `new Set(function* () { yield* a; yield* b }())`: it has run to its end when the set is made. */
function isDrained(fn: Fn, module: Module): boolean {
  const call = fn.async ? undefined : callOf(fn.node, module)
  const taker = call && callsWith(module).get(call)
  return taker?.type === 'NewExpression' && isGlobal(taker.callee, module, name => /^(Set|Map)$/.test(name))
}

/** `a` of `{ a: 1 }` and of `x.a` is no name of a variable. */
function isKey(node: t.Node, key: string): boolean {
  if (key === 'id') return t.isFunction(node)
  return (key === 'key' || key === 'property') && 'computed' in node && !node.computed
}

function isArguments({ name }: t.Identifier): boolean {
  return name === 'arguments'
}
