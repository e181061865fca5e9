import * as t from '@babel/types'
import { type Binding, contains, type Fn, fnOf, isWithin, type Module } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'
import { returnsOf } from '../resolve/callee.js'
import { parentsOf } from '../resolve/parents.js'
import { declarationOf } from './initial-values.js'
import { lifetimeOf } from './lifetime.js'
import { calleesOf } from './run-once.js'

/**
 * No closure of a function outlives the call that made it, in any version that may be alive: what it reads of the variables of `owner` was put
 * there in the same turn, and no patch comes between.
 */
export function isGoneWithCall(fn: Fn, owner: Fn, pair: Pair): boolean {
  for (let at: Fn | null = fn; at !== null && at !== owner; at = at.parent) {
    if (lifetimeOf(at, pair.next) !== 'call') return false
    const id = pair.ids.get(at) as number
    for (const { module, functionOf } of pair.versionsSince({})) {
      const made = functionOf(id)
      if (made !== undefined && made.parent !== null && lifetimeOf(made, module) !== 'call') return false
    }
  }
  return true
}

/** The object that stands here got its properties from code that ran in the same turn: `{ … }`, or what `writer` answered, or went over. */
export function isMadeNow(object: t.Node, reader: Fn, written: Written, pair: Pair): boolean {
  return new Now(pair, written).has(object, reader, 0)
}

/** What sets the property that is read. */
interface Written {
  readonly writer: Fn
  readonly property: string
}

/** So many calls are followed back. */
const DEEPEST = 3

class Now {
  constructor(
    private readonly pair: Pair,
    private readonly written: Written,
  ) {}

  has(object: t.Node, user: Fn, depth: number): boolean {
    const module = this.pair.next
    if (object.type === 'ObjectExpression') return true
    if (object.type === 'CallExpression') return this.answersNew(object)
    const reference = module.references.get(object)
    const { binding, fn } = reference ?? {}
    const owner = binding?.owner
    if (reference === undefined || fn !== user || !binding || !owner || !isWithin(user, owner)) return false
    if (user !== owner && !isGoneWithCall(user, owner, this.pair)) return false
    if (binding.assigned) return this.isGoneOver(object, binding, owner)
    if (binding.kind === 'param') return depth < DEEPEST && this.isHanded(binding, owner, depth)
    const declaration = declarationOf(binding, module)
    const init = declaration?.type === 'VariableDeclarator' && declaration.id === binding.node ? declaration.init : null
    // a suspended call may have made it long ago
    return !!init && !owner.async && !owner.generator && this.has(init, owner, depth)
  }

  /** `resolve(name)`, where all that `resolve` answers is an object of its own. */
  private answersNew({ callee }: t.CallExpression): boolean {
    const isWriter = callee.type === 'Identifier' && this.named(callee) === this.written.writer
    const answers = returnsOf(this.written.writer)
    return isWriter && answers.length > 0 && answers.every(each => each?.type === 'ObjectExpression')
  }

  /** Whoever calls the function hands it what was made in the same turn. */
  private isHanded(param: Binding, fn: Fn, depth: number): boolean {
    const module = this.pair.next
    const at = 'params' in fn.node ? (fn.node.params as readonly t.Node[]).indexOf(param.node) : -1
    const name = fn.hoisted && 'id' in fn.node ? fn.node.id : undefined
    const uses = [...module.references.values()].filter(({ binding }) => binding !== undefined && binding.node === name)
    if (at < 0 || fn.uses.arguments || uses.length === 0 || /^Export/.test(parentsOf(module).get(fn.node)?.type ?? ''))
      return false
    return uses.every(({ node, fn: caller, exported, write }) => {
      if (node === name && !exported) return true
      if (exported || write || caller === null || caller.async || caller.generator || !calleesOf(module).has(node))
        return false
      const call = parentsOf(module).get(node)
      if (call?.type !== 'CallExpression' || call.arguments.some(({ type }) => type === 'SpreadElement')) return false
      const argument = call.arguments[at]
      return argument !== undefined && this.has(argument, caller, depth + 1)
    })
  }

  /** `options = complete(options)` in the function's own body, and never again. */
  private isGoneOver(object: t.Node, binding: Binding, owner: Fn): boolean {
    const last = writesOf(binding).at(-1)
    const statement = last && bodyOf(owner).find(each => contains(each, last))
    const assigned = assignmentIn(statement)
    if (!statement || assigned?.left !== last || owner.async || owner.generator) return false
    if (assigned?.right.type !== 'CallExpression' || startOf(object) < startOf(statement)) return false
    return this.named(assigned.right.callee) === this.written.writer && setsAlways(this.written)
  }

  private named(name: t.Node): Fn | undefined {
    const module = this.pair.next
    const binding = module.references.get(name)?.binding
    if (binding === undefined || binding.assigned) return undefined
    return module.functions.find(({ node }) => 'id' in node && node.id === binding.node) ?? this.held(binding, module)
  }

  /** `const resolve = name => …` */
  private held(binding: Binding, module: Module): Fn | undefined {
    const declaration = declarationOf(binding, module)
    const init = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined
    return init ? fnOf(module).get(init) : undefined
  }
}

/**
 * `if (options.limit === undefined) options.limit = 5` of its parameter, before it may return, and that is what it answers: whatever it is
 * handed has the property then.
 */
function setsAlways({ writer, property }: Written): boolean {
  const isAsking = (node: t.Node, name: string) =>
    !has(node, each => t.isIdentifier(each) && ![name, property, ...ASKING].includes(each.name))
  for (const statement of bodyOf(writer)) {
    const then = statement.type === 'IfStatement' ? statement.consequent : statement
    const set = assignmentIn(then.type === 'BlockStatement' ? then.body[0] : then)?.left
    const param = t.isMemberExpression(set, { computed: false }) && t.isIdentifier(set.object) ? set : undefined
    if (param !== undefined && t.isIdentifier(param.property, { name: property })) {
      const { name } = param.object as t.Identifier
      const binding = writer.scope.bindings.get(name)
      const isKept = binding?.kind === 'param' && writesOf(binding).every(each => startOf(each) < startOf(statement))
      const isAnswer = returnsOf(writer).every(each => t.isIdentifier(each, { name }))
      return isKept && isAnswer && (statement.type !== 'IfStatement' || isAsking(statement.test, name))
    }
    if (has(statement, each => each.type === 'ReturnStatement')) return false
  }
  return false
}

/** What a question for a property may mention beside it. */
const ASKING = ['undefined', 'Object', 'prototype', 'hasOwnProperty', 'hasOwn', 'call']

function writesOf(binding: Binding): t.Node[] {
  const writes = binding.references.filter(({ write, node }) => write && node !== binding.node).map(({ node }) => node)
  return [...writes].sort((a, b) => startOf(a) - startOf(b))
}

function startOf(node: t.Node): number {
  return node.start ?? 0
}

function bodyOf({ node }: Fn): readonly t.Statement[] {
  return t.isFunction(node) && t.isBlockStatement(node.body) ? node.body.body : []
}

function assignmentIn(statement: t.Statement | undefined): t.AssignmentExpression | undefined {
  const expression = statement?.type === 'ExpressionStatement' ? statement.expression : undefined
  return t.isAssignmentExpression(expression, { operator: '=' }) ? expression : undefined
}

function has(node: t.Node, matches: (each: t.Node) => boolean): boolean {
  let found = false
  t.traverseFast(node, each => {
    found ||= matches(each)
  })
  return found
}
