import * as t from '@babel/types'
import { childrenOf, contains, fnOf, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import type { Program } from '../program.js'
import { requireSource } from '../resolve/required.js'
import type { Extension } from './extensions.js'
import type { TopLevel } from './toplevel.js'
import { requiredMember } from './touched.js'
import type { Write } from './writes.js'
import { writtenExport } from './written.js'

/** What is made after all cells are set and all else is written: its value comes from code, or from objects, that the same patch changes. */
export type Late = ReadonlySet<Extension | Write>

interface Entry {
  readonly made: Extension | Write
  readonly names: readonly string[]
  readonly values: readonly t.Node[]
}

/** @param edited a module's imports come before it */
export function findLate(program: Program, edited: readonly Edited[]): Late {
  const late = new Set<Extension | Write>()
  const topLevels = new Map(edited.map(({ pair, topLevel }) => [pair.path, topLevel]))
  for (const edit of edited) {
    if (!edit.pair.mapping.eager) continue
    const entries = entriesOf(edit.topLevel)
    // one may be made of another that stands below it
    for (let size = -1; late.size > size; ) {
      size = late.size
      for (const entry of entries) if (isLate(entry, edit, late, program, topLevels)) late.add(entry.made)
    }
  }
  return late
}

/** In the order in which a module's own code would make them. */
export function inSourceOrder(made: Iterable<Extension | Write>): (Extension | Write)[] {
  const at = (each: Extension | Write) =>
    'item' in each ? (each.item.node.start ?? 0) : Math.max(0, ...valuesOf(each).map(({ start }) => start ?? 0))
  return [...made].sort((a, b) => at(a) - at(b))
}

function entriesOf({ extensions, writes }: TopLevel): Entry[] {
  const own = [...new Set(extensions.values())].flatMap((made): Entry[] =>
    made.constant !== undefined || made.item.kind === 'function' || t.isFunction(made.item.value)
      ? []
      : [{ made, names: made.names, values: [made.item.node] }],
  )
  return [...own, ...writes.map((made): Entry => ({ made, names: [], values: valuesOf(made) }))]
}

function valuesOf(write: Write): readonly t.Node[] {
  switch (write.kind) {
    case 'order':
      return []
    case 'derived':
      return [write.after]
    case 'property':
    case 'variable':
      return 'node' in write.after && !t.isFunction(write.after.node) ? [write.after.node] : []
    default:
      return write.after.flatMap(element => ('node' in element ? [element.node] : []))
  }
}

function isLate(
  { made, values }: Entry,
  { pair, touched }: Edited,
  late: Late,
  program: Program,
  topLevels: ReadonlyMap<string, TopLevel>,
): boolean {
  if (late.has(made) || ('kind' in made && made.kind === 'derived')) return true
  const module = pair.next
  const isWithin = (node: t.Node) => values.some(value => contains(value, node))
  if (values.some(value => mayRun(value, module) || bringsModule(value))) return true
  if ([...touched].some(({ fn, node }) => fn === null && isWithin(node) && !isTakenFromPatch(node))) return true
  return [...module.references.values()].some(({ node, binding, fn }) => {
    if (fn !== null || binding === undefined || !isModuleLevel(binding) || !isWithin(node)) return false
    const extension =
      binding.imported === undefined
        ? topLevels.get(pair.path)?.extensions.get(binding.name)
        : imported(binding.imported)
    return extension !== undefined && extension !== made && late.has(extension)
  })

  /** `require('./added')` evaluates it. */
  function bringsModule(value: t.Node): boolean {
    if (fnOf(module).has(value)) return false
    const source = value.type === 'CallExpression' ? requireSource(value, module) : undefined
    const path = source === undefined ? undefined : program.resolve(pair.path, source)
    if (path !== undefined && program.isBrought(path)) return true
    return childrenOf(value).some(bringsModule)
  }

  function imported({ source, name }: { source: string; name: string }): Extension | undefined {
    const path = program.resolve(pair.path, source)
    return path === undefined ? undefined : topLevels.get(path)?.extensions.get(name)
  }

  /** `require('./x').name`, which the patch sets: it answers itself, if it has been made by then. */
  function isTakenFromPatch(node: t.Node): boolean {
    return values.some(value => {
      const init = value.type === 'VariableDeclarator' ? value.init : value
      const member = init ? requiredMember(init, module) : undefined
      const path =
        member === undefined || !contains(value, node) ? undefined : program.resolve(pair.path, member.source)
      const write = writtenExport((path && topLevels.get(path)?.writes) || [], member?.name ?? '')
      const isHeld = write !== undefined && !/^(absent|descriptor|accessor)$/.test(write.after.kind)
      return isHeld && !late.has(write)
    })
  }
}

const HOSTS = /^(Symbol|Object|Map|Set|WeakMap|WeakSet|RegExp|Array|String|Number|Boolean|BigInt|Math|JSON)$/

/** Code of the program may run when it is evaluated. */
export function mayRun(node: t.Node, module: Module): boolean {
  if (fnOf(module).has(node)) return false
  switch (node.type) {
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      if (isRequired(node, module)) return false
      if (!isHosts(node.callee, module) || node.arguments.some(each => t.isFunction(each))) return true
      break
    case 'TaggedTemplateExpression':
    case 'StaticBlock':
    case 'SpreadElement':
      return true
    case 'VariableDeclarator':
      // getters, and iterators
      if (!t.isIdentifier(node.id) && !isRequired(node.init, module)) return true
      break
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      // a getter
      if (isOwn(node, module)) return true
      break
    case 'ClassProperty':
    case 'ClassPrivateProperty':
      // fields of instances are made when there are some
      return [node.static ? node.value : null, node.type === 'ClassProperty' && node.computed ? node.key : null].some(
        each => !!each && mayRun(each, module),
      )
  }
  return childrenOf(node).some(child => mayRun(child, module))
}

function isRequired(node: t.Node | null | undefined, module: Module): boolean {
  return node?.type === 'CallExpression' && requireSource(node, module) !== undefined
}

/** A member of something that the program has: not `Math.PI`, not `require('./x').name`. */
function isOwn({ object }: t.MemberExpression | t.OptionalMemberExpression, module: Module): boolean {
  if (isRequired(object, module)) return false
  if (!t.isIdentifier(object)) return !t.isMemberExpression(object) || isOwn(object, module)
  const binding = module.references.get(object)?.binding
  return binding !== undefined && binding.imported?.name !== '*'
}

/** `Symbol('x')`, `Object.freeze(x)`, `new Map()` */
function isHosts(callee: t.Node, module: Module): boolean {
  const root = t.isMemberExpression(callee) && !callee.computed ? callee.object : callee
  return t.isIdentifier(root) && HOSTS.test(root.name) && module.references.get(root)?.binding === undefined
}
