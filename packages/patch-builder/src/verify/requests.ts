import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, isWithin, type Module } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import { declarationOf } from './initial-values.js'

const FIRST = /^_?(req|request)$/
const SECOND = /^_?(res|resp|response|reply)$/
const CONTEXT = /^(ctx|context)$/

/**
 * The function around that answers one request: `(req, res, next)`, `(err, req, res)`, `(ctx, next)`.
 *
 * @param isDone a function within it doesn't outlive the request
 */
export function requestAround(fn: Fn | null, isDone: (inner: Fn) => boolean): Fn | undefined {
  const inner: Fn[] = []
  for (let at = fn; at !== null; at = at.parent) {
    if (isHandler(at)) return inner.every(isDone) ? at : undefined
    inner.push(at)
  }
  return undefined
}

function isHandler({ node }: Fn): boolean {
  const names = 'params' in node ? node.params.map(param => (param.type === 'Identifier' ? param.name : '')) : []
  if (/^_?(err|error)$/.test(names[0] ?? '')) names.shift()
  const [first = '', second = ''] = names
  return (FIRST.test(first) && SECOND.test(second)) || (CONTEXT.test(first) && second === 'next')
}

/** Names of those who keep what they are given. */
const KEEPS =
  /^(on|once|use|subscribe|observe|listen|every|repeat|set|add|push|unshift|append|prepend|insert|register|attach|bind|hook|tap|plugin|watch|queue|enqueue|schedule|cron|define|mount|route|handle|memo|cache|wrap|provide|store|keep|create|make|start|run|open|connect|consume|receive|process)(?![a-z])/

/** What outlives a request, though it can be reached from it. */
const BEYOND =
  /^(app|server|socket|connection|io|client|db|pool|bus|emitter|events|queue|cache|store|redis|locals|constructor|prototype)$/

/**
 * A function that is handed on here, within a request handler, is done with when the request is: it is put on the request's own objects, or
 * handed on together with them.
 */
export function endsWithRequest(node: t.Node, user: Fn | null, request: Fn, module: Module): boolean {
  const parent = parentsOf(module).get(node)
  const own = new Own(request, module)
  switch (parent?.type) {
    case 'CallExpression':
    case 'OptionalCallExpression':
      return own.isHandedOn(parent as t.CallExpression, node)
    case 'AssignmentExpression':
      if (parent.left.type === 'MemberExpression') return own.has(parent.left.object)
      return own.isVariable(module.references.get(parent.left)?.binding)
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
      return user !== request
    default:
      return false
  }
}

/** The objects of one request. */
class Own {
  private readonly asked = new Set<Binding>()

  constructor(
    private readonly request: Fn,
    private readonly module: Module,
  ) {}

  isHandedOn({ callee, arguments: args }: t.CallExpression, node: t.Node): boolean {
    if (callee.type === 'Identifier') {
      // onHeaders(res, f)
      if (/^on[A-Z]/.test(callee.name) && args[0]?.type === 'Identifier') return this.isGiven(this.bindingOf(args[0]))
      return !KEEPS.test(callee.name) && (this.isVariable(this.bindingOf(callee)) || this.isAbout(args, node))
    }
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false
    const { object, property } = callee
    // Object.defineProperty(session, 'save', { value: save })
    if (t.isIdentifier(object, { name: 'Object' })) return args[0] !== node && this.has(args[0])
    if (property.name === 'call' || property.name === 'apply')
      return this.isHandedOn(t.callExpression(object as t.Expression, args), node)
    return this.has(object) || (!KEEPS.test(property.name) && this.isAbout(args, node))
  }

  /** `serveFile(path, response, f)`, `find(id, rows => res.send(rows))` */
  private isAbout(args: readonly t.Node[], node: t.Node): boolean {
    if (args.some(each => each.type === 'Identifier' && this.isGiven(this.bindingOf(each)))) return true
    const fn = fnOf(this.module).get(node)
    return fn?.captured.some(binding => this.isGiven(binding)) ?? false
  }

  /** `req`, `res`, `next` */
  private isGiven(binding: Binding | undefined): boolean {
    return binding?.kind === 'param' && binding.owner === this.request
  }

  isVariable(binding: Binding | undefined): boolean {
    return binding !== undefined && binding.owner !== null && isWithin(binding.owner, this.request)
  }

  has(node: t.Node | undefined): boolean {
    switch (node?.type) {
      case 'Identifier':
        return this.hasValueOf(this.bindingOf(node))
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        if (node.property.type !== 'Identifier' || node.computed || BEYOND.test(node.property.name)) return false
        return this.has(node.object)
      case 'CallExpression':
        return (node.callee.type === 'MemberExpression' && this.has(node.callee.object)) || this.takesGiven(node)
      case 'NewExpression':
        return true
      case 'AwaitExpression':
        return this.has(node.argument)
      case 'LogicalExpression':
        return this.has(node.left) && this.has(node.right)
      default:
        return false
    }
  }

  /** `Busboy({ headers: req.headers })` */
  private takesGiven(call: t.CallExpression): boolean {
    return call.arguments.some(argument => {
      let found = false
      t.traverseFast(argument, each => {
        if (this.isGiven(this.bindingOf(each))) found = true
      })
      return found
    })
  }

  /** All that a variable is ever set to is the request's; what functions within are called with, they are called with for it. */
  private hasValueOf(binding: Binding | undefined): boolean {
    if (binding === undefined || !this.isVariable(binding)) return false
    if (binding.kind === 'param') return true
    if (this.asked.has(binding)) return true
    this.asked.add(binding)
    const declaration = declarationOf(binding, this.module)
    const init =
      declaration?.type === 'VariableDeclarator' && declaration.id.type === 'Identifier' ? declaration.init : undefined
    if (declaration?.type === 'VariableDeclarator' && declaration.id.type !== 'Identifier') return false
    const writes = binding.references.filter(({ write, node }) => write && node !== binding.node)
    const values = writes.map(({ node }) => {
      const parent = parentsOf(this.module).get(node)
      return parent?.type === 'AssignmentExpression' && parent.left === node ? parent.right : undefined
    })
    const all = init ? [init, ...values] : values
    return all.length > 0 && all.every(value => this.has(value))
  }

  private bindingOf(node: t.Node): Binding | undefined {
    return this.module.references.get(node)?.binding
  }
}
