import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, isModuleLevel, type Module } from '@iaso/babel-plugin'
import { keyOfMember } from '../compare/slots.js'
import { callsWith } from '../verify/calls.js'
import { declarationOf } from '../verify/initial-values.js'
import { Callees, returnsOf } from './callee.js'
import { Known } from './effects.js'
import type { Meaning } from './meaning.js'
import { requireSource } from './required.js'

/** The functions of the program that an evaluation runs, each with its module. */
export type Evaluation = ReadonlyMap<Fn, Module>

/** What kind of value an expression gives: one that nobody can change, or an object of its own. */
export type Result = 'value' | 'Object' | 'Array' | 'Set' | 'Map' | undefined

/**
 * Asks of expressions of top levels whether they can be evaluated once more: they, and all functions of the program that they call, change
 * nothing but what they make themselves.
 */
export class Repeatable {
  readonly callees: Callees
  private readonly known = new Map<t.Node, Evaluation | undefined>()

  constructor(meaning: Meaning) {
    this.callees = new Callees(meaning)
  }

  /** @returns undefined: it has an effect, or nobody can say */
  evaluation(node: t.Node, module: Module): Evaluation | undefined {
    if (!this.known.has(node)) {
      const walk = new Walk(this.callees)
      this.known.set(node, walk.isPure(node, module) ? walk.functions : undefined)
    }
    return this.known.get(node)
  }

  result(node: t.Node, module: Module): Result {
    const result = new Walk(this.callees).result(node, module, new Set())
    return result !== 'value' && this.mayHoldClosures(node, module) ? undefined : result
  }

  /** A function in what is made has variables of its own, which nobody else could give another one. */
  private mayHoldClosures(node: t.Node, module: Module): boolean {
    const holds = (each: t.Node | null) => each !== null && this.mayHoldClosures(each, module)
    switch (node.type) {
      case 'ObjectExpression':
        return node.properties.some(
          property =>
            property.type === 'ObjectMethod' || holds('value' in property ? property.value : property.argument),
        )
      case 'ArrayExpression':
        return node.elements.some(holds)
      case 'SpreadElement':
        return holds(node.argument)
      case 'Identifier':
      case 'MemberExpression':
        return false
    }
    if (new Walk(this.callees).result(node, module, new Set()) === 'value') return false
    const roots = [
      { node, module },
      ...[...(this.evaluation(node, module) ?? [])].map(([fn, of]) => ({ node: fn.node as t.Node, module: of })),
    ]
    return roots.some(root => holdsClosure(root.node, root.module))
  }
}

class Walk {
  readonly functions = new Map<Fn, Module>()
  /** Functions around that run. */
  private depth = 0
  /** Functions around that don't, as far as can be seen: closures that are made. */
  private held = 0
  private readonly seen = new Set<Fn>()

  constructor(private readonly callees: Callees) {}

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
      if (Known.changesFirst(full)) return first !== undefined && this.isFresh(first, module)
      return Known.isStatic(full)
    }
    if (this.callees.find(callee, module) !== undefined) return true
    if (/^(call|apply|bind)$/.test(name)) {
      const method = t.isMemberExpression(callee.object) ? keyOfMember(callee.object) : undefined
      return this.callees.find(callee.object, module) !== undefined || (method !== undefined && Known.isReader(method))
    }
    return Known.isReader(name) || this.isFresh(callee.object, module)
  }

  /** What is assigned was made by the evaluation itself. */
  private isOwn(target: t.Node, module: Module): boolean {
    if (target.type === 'Identifier') {
      const binding = module.references.get(target)?.binding
      return binding !== undefined && !isModuleLevel(binding)
    }
    if (target.type === 'MemberExpression') return this.isFresh(target.object, module)
    return (
      (target.type === 'ArrayPattern' || target.type === 'ObjectPattern') &&
      Object.values(t.getBindingIdentifiers(target)).every(each => this.isOwn(each, module))
    )
  }

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

  result(node: t.Node, module: Module, seen: Set<t.Node>): Result {
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

/** Handed to a call, called where it stands, or a helper that is only called. */
function isRun(fn: Fn, module: Module): boolean {
  return callsWith(module).has(fn.node) || callOf(fn.node, module) !== undefined || isOnlyCalled(fn, module)
}

/** `new Set(function* () { yield* a; yield* b }())`: it has run to its end when the set is made. */
function isDrained(fn: Fn, module: Module): boolean {
  const call = fn.async ? undefined : callOf(fn.node, module)
  const taker = call && callsWith(module).get(call)
  return taker?.type === 'NewExpression' && isGlobal(taker.callee, module, name => /^(Set|Map)$/.test(name))
}

/** Other than functions that are handed to a call, or are only called. */
function holdsClosure(root: t.Node, module: Module): boolean {
  let found = false
  t.traverseFast(root, node => {
    const fn = node === root ? undefined : fnOf(module).get(node)
    if (fn !== undefined && !isRun(fn, module)) found = true
  })
  return found
}

function isOnlyCalled({ node, parent }: Fn, module: Module): boolean {
  const binding = [...(parent?.bodyScope.bindings.values() ?? [])].find(each => module.named.get(each.node) === node)
  return (
    binding?.references.every(
      ({ node: use }) => use === binding.node || callOf(use, module) !== undefined || callsWith(module).has(use),
    ) ?? false
  )
}

/** `a` of `{ a: 1 }` and of `x.a` is no name of a variable. */
function isKey(node: t.Node, key: string): boolean {
  if (key === 'id') return t.isFunction(node)
  return (key === 'key' || key === 'property') && 'computed' in node && !node.computed
}

function isArguments({ name }: t.Identifier): boolean {
  return name === 'arguments'
}

function isGlobal(node: t.Node, module: Module, matches: (name: string) => boolean): boolean {
  return node.type === 'Identifier' && matches(node.name) && module.references.get(node)?.binding === undefined
}

const calls = new WeakMap<Module, Map<t.Node, t.CallExpression>>()

/** `(function () { … })()` */
function callOf(node: t.Node, module: Module): t.CallExpression | undefined {
  let found = calls.get(module)
  if (found === undefined) {
    const made = new Map<t.Node, t.CallExpression>()
    t.traverseFast(module.program, each => {
      if (each.type === 'CallExpression') made.set(each.callee, each)
    })
    calls.set(module, made)
    found = made
  }
  return found.get(node)
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
