import type * as t from '@babel/types'
import { type Binding, type Fn, fnOf, type Module } from '@iaso/babel-plugin'
import type { Callee } from '../resolve/callee.js'
import { parentsOf } from '../resolve/parents.js'
import { handedFor, methodOfArrays } from './callbacks.js'
import { calledBy, methodsNamed } from './called.js'
import { callsOf } from './callers.js'
import { isComponent } from './hooks.js'
import { type Lifetime, worstOf } from './lifetimes.js'
import { isOfLintRule } from './lint-rules.js'
import { declared, functionNamed, hoistedName, selfOf } from './names.js'
import { advances, completes, isInOpenLoop } from './progress.js'
import { endsWithRequest, requestAround } from './requests.js'
import { calleesOf } from './run-once.js'
import { isOnceInProgress } from './settling.js'
import { takenBy } from './taken.js'

const known = new WeakMap<Fn, Lifetime>()
const asked = new Set<Fn>()

export function lifetimeOf(fn: Fn, module: Module): Lifetime {
  const answer = known.get(fn)
  if (answer !== undefined) return answer
  // functions that hand each other on live as long as the one that lives longest
  if (asked.has(fn)) return 'call'
  const isFirst = asked.size === 0
  asked.add(fn)
  try {
    const found = new Lives(module).of(fn)
    // others' answers may lean on one that is still open
    if (isFirst) known.set(fn, found)
    return found
  } finally {
    asked.delete(fn)
  }
}

/** How long somebody may hold it for being handed on at one place in the code of `user`. */
export function lifetimeAt(node: t.Node, user: Fn, fn: Fn, module: Module): Lifetime {
  return isOfLintRule(fn, module) ? 'call' : new Lives(module).at(node, user, fn)
}

/** Running `from` may lead to running `to`; `later`: not within the same call. */
interface Step {
  readonly from: Fn | null
  readonly to: Fn
  readonly later: boolean
}

/** Follows a function to all places that it is handed to. */
class Lives {
  private readonly fns = new Set<Fn>()
  private readonly bindings = new Set<Binding>()
  private readonly steps: Step[] = []
  /** Functions whose calls answer with it. */
  private readonly makers = new Set<Fn>()
  private worst: Lifetime = 'call'
  /** The place that was looked at last is one where a request's end is the end. */
  private byRequest = false

  constructor(private readonly module: Module) {}

  of(fn: Fn): Lifetime {
    this.follow(fn)
    const isEndless = ({ later, from, to }: Step) =>
      later && (this.leads(to, from)?.every(each => !completes(each, this.module)) ?? false)
    return this.worst !== 'lasting' && this.steps.some(isEndless) ? 'lasting' : this.worst
  }

  /** Of a function that is handed on at this place. */
  at(node: t.Node, user: Fn | null, fn: Fn): Lifetime {
    this.fns.add(fn)
    this.place(node, user, fn)
    return this.worst
  }

  /** Of a function that is this parameter. */
  ofParameter(param: Binding, fn: Fn): Lifetime {
    this.fns.add(fn)
    this.uses(param, param.owner, fn)
    return this.worst
  }

  private note(lifetime: Lifetime): void {
    this.worst = worstOf([this.worst, lifetime])
  }

  private follow(fn: Fn): void {
    if (this.fns.has(fn) || this.worst === 'lasting') return
    this.fns.add(fn)
    if (known.get(fn) === 'lasting') return this.note('lasting')
    const { node, parent, kind } = fn
    // rendered again right after the patch: what was handed to the screen before is replaced
    if (kind === 'field' || kind === 'static-block' || isOfComponent(fn, this.module)) return
    if (isOfLintRule(fn, this.module)) return
    if (fn.class !== null || (parent === null && (fn.hoisted || this.module.format === 'script')))
      return this.note('lasting')
    if (calleesOf(this.module).has(node)) {
      this.steps.push({ from: parent, to: fn, later: false })
      return
    }
    const name = hoistedName(fn, this.module)
    if (!fn.hoisted) this.place(node, parent, fn)
    // `const f = function self() {}`: both names
    if (name !== undefined) this.uses(name, parent, fn)
    const self = selfOf(fn)
    if (self !== undefined) this.uses(self, parent, fn)
  }

  /** @param home the function whose call made the variable */
  private uses(binding: Binding, home: Fn | null, fn: Fn): void {
    if (this.bindings.has(binding)) return
    this.bindings.add(binding)
    for (const { node, fn: user, exported, write, read } of binding.references) {
      if (exported) return this.note('lasting')
      if (node === binding.node || (write && !read)) continue
      if (this.makers.size > 0 && user !== home && calleesOf(this.module).has(node)) this.note('lasting')
      this.place(node, user, fn)
      // what a suspended function goes on to call belongs to the call in progress
      if (home !== null && waits(home)) this.note(isInOpenLoop(node, home, this.module) ? 'lasting' : 'operation')
      for (let at = user; at !== null && at !== home; at = at.parent) {
        if (waits(at)) this.note('operation')
        this.follow(at)
      }
    }
  }

  /** A value of the function stands here, in the code of `user`. */
  private place(node: t.Node, user: Fn | null, fn: Fn): void {
    this.byRequest = false
    const lifetime = this.climb(node, user, fn)
    this.note(lifetime)
    // who comes back to itself in the end of its own accord may do so for ever
    if (!this.byRequest && !advances(node, user, fn, this.module))
      this.steps.push({ from: user, to: fn, later: lifetime !== 'call' || (user !== null && waits(user)) })
  }

  private climb(node: t.Node, user: Fn | null, fn: Fn): Lifetime {
    const parent = parentsOf(this.module).get(node)
    const asIts = () => this.climb(parent as t.Node, user, fn)
    switch (parent?.type) {
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
        return parent.callee === node ? 'call' : this.argument(parent as t.CallExpression, node, user, fn)
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return this.member(parent as t.MemberExpression, node, user, fn)
      case 'ParenthesizedExpression':
      case 'LogicalExpression':
      case 'ObjectExpression':
      case 'ArrayExpression':
        return asIts()
      case 'ObjectProperty':
        return parent.value === node ? asIts() : 'call'
      case 'ConditionalExpression':
        return parent.test === node ? 'call' : asIts()
      case 'SequenceExpression':
        return parent.expressions.at(-1) === node ? asIts() : 'call'
      case 'ExpressionStatement':
      case 'UnaryExpression':
      case 'BinaryExpression':
      case 'IfStatement':
        return 'call'
      case 'VariableDeclarator':
        return this.variable(parent.id, node, user, fn)
      case 'AssignmentExpression':
        return this.assignment(parent, node, user, fn)
      case 'ReturnStatement':
        return this.answered(node, user, fn)
      case 'ArrowFunctionExpression':
        return parent.body === node ? this.answered(node, user, fn) : 'lasting'
      default:
        return 'lasting'
    }
  }

  /** `f.call(…)`, `f.bind(…)`, `f.length`; anything else may keep `this`. */
  private member(member: t.MemberExpression, node: t.Node, user: Fn | null, fn: Fn): Lifetime {
    if (member.object !== node) return 'call'
    const name = !member.computed && member.property.type === 'Identifier' ? member.property.name : ''
    const call = parentsOf(this.module).get(member)
    if (call !== undefined && 'callee' in call && call.callee === member) {
      if (name === 'call' || name === 'apply') return 'call'
      return name === 'bind' ? this.climb(call, user, fn) : 'lasting'
    }
    return name === 'length' || name === 'name' ? 'call' : 'lasting'
  }

  private variable(id: t.Node, node: t.Node, user: Fn | null, fn: Fn): Lifetime {
    if (id.type !== 'Identifier' || user === null) return 'lasting'
    const binding = declared(id, this.module)
    if (node.type === 'ObjectExpression') return this.table(binding, node, user, fn)
    if (!isFunctionValue(node)) return 'lasting'
    if (binding !== undefined) this.uses(binding, user, fn)
    return 'call'
  }

  /** `const parsers = { text, list }`: who asks it for one of its functions has that, and nobody has more. */
  private table(binding: Binding | undefined, table: t.ObjectExpression, home: Fn, fn: Fn): Lifetime {
    if (binding === undefined || binding.assigned || waits(home)) return 'lasting'
    if (!isTableOf(table, each => functionOf(each, this.module))) return 'lasting'
    for (const { node, fn: user } of binding.references) {
      if (node === binding.node) continue
      const up = parentsOf(this.module)
      const member = up.get(node)
      if (member?.type === 'BinaryExpression' && /^(?:in|[!=]==?)$/.test(member.operator)) continue
      if (member?.type !== 'MemberExpression' || member.object !== node || isTarget(member, up.get(member)))
        return 'lasting'
      this.place(member, user, fn)
      for (let at = user; at !== null && at !== home; at = at.parent) {
        if (waits(at)) this.note('operation')
        this.follow(at)
      }
    }
    return 'call'
  }

  private assignment(
    { left, right, operator }: t.AssignmentExpression,
    node: t.Node,
    user: Fn | null,
    fn: Fn,
  ): Lifetime {
    if (right !== node) return 'call'
    if (left.type !== 'Identifier' || !/^=|^\|\|=|^\?\?=/.test(operator)) return this.relaxed(node, user)
    const binding = this.module.references.get(left)?.binding
    if (binding === undefined || binding.owner === null || !isFunctionValue(node)) return this.relaxed(node, user)
    this.uses(binding, binding.owner, fn)
    // a variable further out may be read by who comes later
    return binding.owner === user ? 'call' : this.relaxed(node, user)
  }

  private argument(call: t.CallExpression | t.NewExpression, node: t.Node, user: Fn | null, fn: Fn): Lifetime {
    if (!isFunctionValue(node)) return this.relaxed(node, user)
    const isOnce = isOnceInProgress(call, node, fn, this.module)
    const named = isOnce ? 'operation' : handedFor(call, node, fn.node, this.module)
    // `nextTick(f)`, `(err, data) => …`: so are called what programs make themselves
    if (named === 'operation') return named
    const at = call.arguments.indexOf(node as t.Expression)
    if (named === 'call' && this.isKeptByOwn(call, at, fn)) return this.relaxed(node, user)
    const isPlain = !call.arguments.slice(0, at).some(({ type }) => type === 'SpreadElement')
    const own = call.callee.type === 'Identifier' ? functionNamed(call.callee, this.module) : undefined
    if (own !== undefined && isPlain) {
      const taken = takenBy(own, at)
      if (typeof taken === 'string') return taken === 'call' ? 'call' : this.relaxed(node, user)
      this.uses(taken, taken.owner, fn)
      return 'call'
    }
    const called = isPlain && call.type !== 'NewExpression' ? calledBy(call.callee, this.module, user) : []
    if (called.length === 0) return named ?? this.relaxed(node, user)
    const worst = worstOf(called.map(each => heldBy(each, at, fn)))
    return worst === 'lasting' ? this.relaxed(node, user) : worst
  }

  /** `signal.map(f)`, where the program has methods of that name that keep what they are given. */
  private isKeptByOwn(call: t.CallExpression | t.NewExpression, at: number, fn: Fn): boolean {
    const name = methodOfArrays(call)
    const own = name === undefined ? [] : methodsNamed(name, this.module)
    return own.some(each => each.fn !== fn && heldBy(each, at, fn) === 'lasting')
  }

  /**
   * What a function answers stands where its calls do. Who is handed it there calls it in its own time; closures beside it that call it may run
   * newer code than its own.
   */
  private answered(node: t.Node, user: Fn | null, fn: Fn): Lifetime {
    const relaxed = this.relaxed(node, user)
    const isFollowed = relaxed === 'lasting' && user !== null && !waits(user) && isFunctionValue(node)
    const calls = isFollowed ? callsOf(user, this.module) : undefined
    if (user === null || calls === undefined) return relaxed
    if (this.makers.has(user)) return 'call'
    this.makers.add(user)
    for (const { node: call, user: caller, module } of calls) {
      if (module === this.module) this.place(call, caller, fn)
      else this.note(this.elsewhere(module).at(call, caller, fn))
    }
    return 'call'
  }

  private elsewhere(module: Module): Lives {
    const lives = new Lives(module)
    for (const maker of this.makers) lives.makers.add(maker)
    return lives
  }

  /** Where nothing is known of who holds it, what answers a request is done with the request. */
  private relaxed(node: t.Node, user: Fn | null): Lifetime {
    const isDone = (inner: Fn) => lifetimeOf(inner, this.module) !== 'lasting'
    const request = requestAround(user, isDone)
    if (request === undefined || !endsWithRequest(node, user, request, this.module)) return 'lasting'
    this.byRequest = true
    return 'operation'
  }

  /** Functions that running one may lead to, if the other is among them. */
  private leads(from: Fn, to: Fn | null): readonly Fn[] | undefined {
    const reached = new Set<Fn>([from])
    for (const fn of reached) for (const step of this.steps) if (step.from === fn) reached.add(step.to)
    return to !== null && reached.has(to) ? [...reached] : undefined
  }
}

const open = new Set<Binding>()

/** How long a function of another module may hold what it is given. */
function heldBy({ fn: called, module }: Callee, at: number, fn: Fn): Lifetime {
  const taken = takenBy(called, at)
  if (typeof taken === 'string') return taken
  // functions that hand it on to each other
  if (open.has(taken)) return 'call'
  open.add(taken)
  try {
    return new Lives(module).ofParameter(taken, fn)
  } finally {
    open.delete(taken)
  }
}

function waits(fn: Fn): boolean {
  return fn.async || fn.generator
}

function isTarget(member: t.Node, parent: t.Node | undefined): boolean {
  return parent?.type === 'AssignmentExpression' && parent.left === member
}

/** Nothing but functions that don't ask for `this`, which would be the table. */
function isTableOf({ properties }: t.ObjectExpression, functionAt: (value: t.Node) => Fn | undefined): boolean {
  return properties.every(property => {
    if (property.type !== 'ObjectProperty') return false
    const fn = functionAt(property.value)
    return fn !== undefined && (fn.node.type === 'ArrowFunctionExpression' || !fn.uses.this) && !fn.evalWithin
  })
}

function functionOf(value: t.Node, module: Module): Fn | undefined {
  return fnOf(module).get(value) ?? functionNamed(value, module)
}

function isFunctionValue(node: t.Node): boolean {
  return node.type !== 'ObjectExpression' && node.type !== 'ArrayExpression'
}

/** A component's function, made again whenever it renders. */
function isOfComponent({ parent, name }: Fn, module: Module): boolean {
  return parent !== null && !name.endsWith('()') && isComponent(parent, module)
}
