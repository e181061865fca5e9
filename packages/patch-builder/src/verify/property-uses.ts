import * as t from '@babel/types'
import { type Fn, fnOf, isModuleLevel, type Module } from '@iaso/babel-plugin'

/** Where an object stands that gets a property, or whose property is read. */
export interface Use {
  readonly name: string
  /** The object was made for this call: it is an argument; or it comes from a parameter. */
  readonly passed: boolean
  /** The method that it is an argument of. */
  readonly to?: string | undefined
  /** The function whose result is read. */
  readonly maker: string | undefined
  /** By an assignment, not by a literal. */
  readonly assigned?: boolean
  /** Of `this`. */
  readonly self?: boolean
  /** `exports.max`: what has a name of the top level. */
  readonly path?: string | undefined
  /** The function that reads it has made it. */
  readonly own?: boolean
  /** What is read: a variable of a function around, with the closure that reads it. */
  readonly captured?: { readonly by: Fn; readonly owner: Fn } | undefined
  /** The expression whose property is read, and the function that reads it. */
  readonly object?: { readonly node: t.Node; readonly user: Fn } | undefined
}

type Origin = Omit<Use, 'name' | 'path'>

export interface Uses {
  readonly written: readonly Use[]
  readonly read: readonly Use[]
}

const UNKNOWN: Origin = { passed: false, maker: undefined }

/** @param others nested functions that are looked at by themselves */
export function usesOf(root: t.Node, module: Module, others: ReadonlySet<t.Node> = new Set()): Uses {
  const written: Use[] = []
  const read: Use[] = []
  const targets = new Set<t.Node>()
  const passed = new Map<t.Node, string | undefined>()
  const literal = (key: t.Node, of: t.Node) =>
    void written.push({ name: nameOf(key) ?? '', passed: passed.has(of), to: passed.get(of), maker: undefined })
  t.traverseFast(root, node => {
    if (node !== root && others.has(node)) return t.traverseFast.skip
    if (node.type === 'CallExpression') notePassed(node, passed)
    if (node.type === 'AssignmentExpression' && node.operator === '=' && node.left.type === 'MemberExpression') {
      targets.add(node.left)
      const self = node.left.object.type === 'ThisExpression'
      if (!node.left.computed && !isCut(node))
        written.push({ name: nameOf(node.left.property) ?? '', passed: false, maker: undefined, assigned: true, self })
    }
    if (node.type === 'ObjectExpression')
      for (const property of node.properties) if ('key' in property && !property.computed) literal(property.key, node)
    if (t.isClass(node) && node !== root && isNested(node, module))
      for (const member of node.body.body) if ('key' in member && member.key) literal(member.key as t.Node, node)
    if (
      (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') &&
      !targets.has(node) &&
      !node.computed
    )
      read.push({
        name: nameOf(node.property) ?? '',
        path: pathOf(node, module),
        self: node.object.type === 'ThisExpression',
        ...originOf(node.object, module),
      })
    if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern')
      readPattern(node.id, originOf(node.init ?? node.id, module), read)
    if (t.isFunction(node))
      for (const param of node.params) readPattern(param as t.Node, { passed: true, maker: undefined }, read)
    return undefined
  })
  return { written: written.filter(({ name }) => name !== ''), read }
}

/** `list.length = 0`: every list has it. */
function isCut({ left, right }: t.AssignmentExpression): boolean {
  const isLength = left.type === 'MemberExpression' && nameOf(left.property) === 'length'
  return isLength && left.object.type !== 'ThisExpression' && right.type === 'NumericLiteral'
}

/** `f({ a: 1 })` and `jsx(Part, { a: 1 })`: what is passed is used at once; `this.fail({ a: 1 })`, by the method of that name. */
function notePassed(call: t.CallExpression, passed: Map<t.Node, string | undefined>): void {
  const { callee } = call
  const isPassed = isDirect(call)
  const method = t.isMemberExpression(callee) && !callee.computed ? nameOf(callee.property) : undefined
  if (!isPassed && method === undefined) return
  for (const argument of call.arguments) passed.set(argument, isPassed ? undefined : method)
}

/** Members of classes of the top level are compared as such, and put on the classes that are there. */
function isNested(node: t.Class, module: Module): boolean {
  return module.classes.find(each => each.node === node)?.parent !== null
}

export function isDirect({ callee }: t.CallExpression): boolean {
  const last = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : callee
  if (last?.type === 'MemberExpression') return ['jsx', 'jsxs', 'createElement'].includes(nameOf(last.property) ?? '')
  return last?.type === 'Identifier'
}

function readPattern(pattern: t.Node, origin: Origin, read: Use[]): void {
  const target = pattern.type === 'AssignmentPattern' ? pattern.left : pattern
  if (target.type !== 'ObjectPattern') return
  for (const property of target.properties)
    if (property.type === 'ObjectProperty' && !property.computed)
      read.push({ name: nameOf(property.key) ?? '', ...origin })
}

function originOf(object: t.Node, module: Module): Origin {
  const value = object.type === 'AwaitExpression' ? object.argument : object
  if (value.type === 'CallExpression') return { passed: false, maker: calledName(value) }
  const reference = value.type === 'Identifier' ? module.references.get(value) : undefined
  const binding = reference?.binding
  if (reference === undefined || binding === undefined) return UNKNOWN
  const { fn: by } = reference
  const { owner } = binding
  const place = by === null ? {} : { object: { node: value, user: by } }
  // what a closure has around it may be older than its code
  const captured = by !== null && owner !== null && owner !== by ? { by, owner } : undefined
  if (binding.kind === 'param') return { passed: true, maker: undefined, captured, ...place }
  const init = binding.assigned || owner === null ? undefined : initOf(binding.node, owner, module)
  if (init === undefined || init.type === 'Identifier') return { ...UNKNOWN, ...place }
  if (captured === undefined && isMade(init)) return { passed: false, maker: undefined, own: true }
  return { ...originOf(init, module), captured, ...place }
}

function calledName({ callee }: t.CallExpression): string | undefined {
  if (callee.type === 'Identifier') return callee.name
  return callee.type === 'MemberExpression' && !callee.computed ? nameOf(callee.property) : undefined
}

/** `{ … }`, `Object.assign({}, options)` */
function isMade(init: t.Expression): boolean {
  if (init.type === 'ObjectExpression' || init.type === 'ArrayExpression') return true
  const isCopy = init.type === 'CallExpression' && /^(assign|merge|extend|defaults)$/i.test(calledName(init) ?? '')
  return isCopy && init.arguments[0]?.type === 'ObjectExpression'
}

/** `exports.max`, `limits.max` */
function pathOf(
  { object, property }: t.MemberExpression | t.OptionalMemberExpression,
  module: Module,
): string | undefined {
  if (object.type !== 'Identifier') return undefined
  const binding = module.references.get(object)?.binding
  return binding === undefined || isModuleLevel(binding) ? `${object.name}.${nameOf(property)}` : undefined
}

function initOf(id: t.Node, owner: Fn, module: Module): t.Expression | undefined {
  let found: t.Expression | undefined
  if (fnOf(module).has(owner.node))
    t.traverseFast(owner.node, node => {
      if (node.type === 'VariableDeclarator' && node.id === id) found = node.init ?? undefined
    })
  return found
}

function nameOf(key: t.Node): string | undefined {
  return key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined
}
