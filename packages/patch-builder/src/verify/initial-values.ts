import * as t from '@babel/types'
import { type Binding, fnOf, type Module, shapeOf } from '@iaso/babel-plugin'

const declarations = new WeakMap<Module, Map<t.Node, t.Node>>()

/** What gives a variable its first value: its declarator, its parameter, its class. */
export function declarationOf(binding: Binding, module: Module): t.Node | undefined {
  let index = declarations.get(module)
  if (index === undefined) {
    index = new Map()
    fill(index, module)
    declarations.set(module, index)
  }
  return index.get(binding.node)
}

function fill(index: Map<t.Node, t.Node>, module: Module): void {
  const add = (names: t.Node, declaration: t.Node) => {
    for (const id of Object.values(t.getBindingIdentifiers(names))) index.set(id, declaration)
  }
  t.traverseFast(module.program, node => {
    if (node.type === 'VariableDeclarator') add(node.id, node)
    else if (node.type === 'ClassDeclaration' && node.id) index.set(node.id, node)
    else if (t.isFunction(node)) for (const param of node.params) add(param, param)
  })
}

/** Two variables get the same first value, as far as their functions' own code says: what their declarations read is looked up too. */
export function startsTheSame(
  before: Binding,
  old: Module,
  after: Binding,
  next: Module,
  seen = new Set<Binding>(),
): boolean {
  const [was, is] = [declarationOf(before, old), declarationOf(after, next)]
  if (was === undefined || is === undefined || seen.has(after)) return true
  seen.add(after)
  if (before.kind === 'param' && after.kind === 'param' && changedPlaces(before, after)) return false
  const [parts, others] = [partsFor(before, was), partsFor(after, is)]
  // nested functions are compared by themselves
  const shapes = (nodes: readonly Part[], module: Module) =>
    nodes.map(each => (typeof each === 'string' ? each : shapeOf(each, module, () => ''))).join()
  if (shapes(parts, old) !== shapes(others, next)) return false
  const read = (nodes: readonly Part[], module: Module) =>
    nodes.flatMap(each => (typeof each === 'string' ? [] : readIn(each, module)))
  const known = new Map(read(parts, old).map(binding => [binding.name, binding]))
  return read(others, next).every(binding => {
    const twin = known.get(binding.name)
    return twin === undefined || startsTheSame(twin, old, binding, next, seen)
  })
}

type Part = t.Node | string

/** `const { a, b: { c = 1 } } = options`: what `c` begins with is made of `options`, `b`, `c` and `1`. */
function partsFor({ node }: Binding, declaration: t.Node): readonly Part[] {
  const isVariable = declaration.type === 'VariableDeclarator'
  const way = wayTo(node, isVariable ? declaration.id : declaration)
  if (way === undefined || way.length === 0) return [declaration]
  return isVariable && declaration.init ? [declaration.init, ...way] : way
}

/** What a pattern asks for before it comes to a name; undefined: it doesn't. */
function wayTo(name: t.Node, pattern: t.Node): Part[] | undefined {
  const then = (first: Part, rest: t.Node) => {
    const way = wayTo(name, rest)
    return way && [first, ...way]
  }
  switch (pattern.type) {
    case 'Identifier':
      return pattern === name ? [] : undefined
    case 'AssignmentPattern':
      return then(pattern.right, pattern.left)
    case 'ObjectPattern':
      for (const each of pattern.properties) {
        // the rest is what the others leave
        const isRest = each.type === 'RestElement'
        const way = isRest ? then(pattern, each.argument) : then(each.key, each.value)
        if (way !== undefined) return isRest || !each.computed ? way : [pattern]
      }
      return undefined
    case 'ArrayPattern':
      return Object.values(t.getBindingIdentifiers(pattern)).includes(name as t.Identifier) ? [pattern] : undefined
    default:
      return undefined
  }
}

/** `(a, b)` → `(b, a)`: what stood before it stands behind it now. One more or less in between is not another place. */
function changedPlaces(before: Binding, after: Binding): boolean {
  const [was, is] = [neighbours(before), neighbours(after)]
  return was.ahead.some(name => is.behind.includes(name)) || was.behind.some(name => is.ahead.includes(name))
}

function neighbours({ name, owner }: Binding): { ahead: string[]; behind: string[] } {
  const params = owner !== null && 'params' in owner.node ? (owner.node.params as readonly t.Node[]) : []
  const names = params.map(param => Object.keys(t.getBindingIdentifiers(param)))
  const at = names.findIndex(each => each.includes(name))
  return { ahead: names.slice(0, at).flat(), behind: names.slice(at + 1).flat() }
}

/** `const RATE = 0.2` of the module's top level: another value reaches what is made of it. */
function isPlainConstant(binding: Binding, module: Module): boolean {
  const declaration = binding.assigned ? undefined : declarationOf(binding, module)
  const init = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined
  return t.isLiteral(init) || t.isUnaryExpression(init) || t.isBinaryExpression(init)
}

/**
 * Variables of functions, and constants of the module, that a declaration reads when it runs; what nested functions read, they read later.
 */
function readIn(declaration: t.Node, module: Module): Binding[] {
  const found = new Set<Binding>()
  const visit = (node: t.Node): void => {
    const binding = module.references.get(node)?.binding
    if (binding !== undefined && (binding.owner !== null || isPlainConstant(binding, module))) found.add(binding)
    if (fnOf(module).has(node)) return
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      for (const each of Array.isArray(child) ? child : [child]) if (each) visit(each)
    }
  }
  visit(declaration)
  return [...found]
}
