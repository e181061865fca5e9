import * as t from '@babel/types'
import {
  type Binding,
  contains,
  type Fn,
  isModuleLevel,
  type Module,
  oncePerModule,
  type Reference,
} from '@iaso/babel-plugin'
import type { NewModule } from '../api.js'
import { plainItemsOf } from '../compare/items.js'
import type { TopLevel } from '../compare/toplevel.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { isHandedAtOnce } from './callbacks.js'
import { lifetimeOf } from './lifetime.js'
import { comesBackTo } from './loops.js'

/** A changed function that only loading modules call, themselves or through others: it ran, and won't again. */
export function verifyRunOnce(program: Program, edited: readonly Edited[], findings: Findings): void {
  const asked = new Map<Fn, boolean>()
  const covered = new Covered(program, edited)
  const isCovered = (fn: Fn, module: Module) => covered.has(fn, module)
  for (const { pair, changes, topLevel } of edited)
    for (const { fn } of changes)
      if (!isSet(fn, topLevel) && runsOnce(fn, pair.next, program, asked) && !isCovered(fn, pair.next))
        findings.add('changed', keyOf(pair.next, fn), 'IASO3002', fn.node, { function: fn.key })
}

/** All that it makes when modules load is compared, and made again. */
class Covered {
  private readonly items = new Map<Module, readonly t.Node[]>()

  constructor(
    private readonly program: Program,
    edited: readonly Edited[],
  ) {
    for (const { pair, topLevel } of edited) {
      const covered = plainItemsOf(pair.next).filter(({ names }) => names.some(name => topLevel.covered.has(name)))
      this.items.set(
        pair.next,
        covered.map(({ node }) => node),
      )
    }
  }

  has(fn: Fn, module: Module, asked = new Set<Fn>()): boolean {
    if (asked.has(fn)) return true
    asked.add(fn)
    if (fn.parent !== null) return this.has(fn.parent, module, asked)
    if (calleesOf(module).has(fn.node) || isHandedAtOnce(fn.node, module)) return this.isWithin(fn.node, module)
    const binding = bindingOf(fn, module)
    if (binding === undefined) return false
    const own = [{ module, references: binding.references }, ...importersOf(binding.name, module.path, this.program)]
    return own.every(({ module: user, references }) =>
      references.every(
        ({ node, fn: caller, exported }) =>
          exported ||
          node === binding.node ||
          (caller === null ? this.isWithin(node, user) : this.has(caller, user, asked)),
      ),
    )
  }

  private isWithin(node: t.Node, module: Module): boolean {
    return this.items.get(module)?.some(item => contains(item, node)) ?? false
  }
}

/** The initial value of a static field changes in place. */
function isSet({ node }: Fn, { classes }: TopLevel): boolean {
  return classes.some(
    ({ node: klass, faults }) =>
      faults.length === 0 && klass.body.body.includes(node as t.ClassProperty) && node.type === 'ClassProperty',
  )
}

export function runsOnce(fn: Fn, module: Module, program: Program, asked: Map<Fn, boolean>): boolean {
  let answer = asked.get(fn)
  if (answer === undefined) {
    // functions that call each other run once if nobody else calls them
    asked.set(fn, true)
    answer = findOut(fn, module, program, asked)
    if (!answer) forgetSince(fn, asked)
    asked.set(fn, answer)
  }
  return answer
}

/** What was answered meanwhile, it was answered as if this function ran once. */
function forgetSince(fn: Fn, asked: Map<Fn, boolean>): void {
  const all = [...asked.keys()]
  for (const each of all.slice(all.indexOf(fn) + 1)) if (asked.get(each)) asked.delete(each)
}

function findOut(fn: Fn, module: Module, program: Program, asked: Map<Fn, boolean>): boolean {
  const { parent } = fn
  // what a run-once function calls itself, or hands to who calls it at once, runs with it
  if (parent !== null)
    return fn.class === null && lifetimeOf(fn, module) !== 'lasting' && runsOnce(parent, module, program, asked)
  if (fn.kind === 'static-block') return true
  if (fn.kind === 'field') return 'static' in fn.node && fn.node.static === true
  if (fn.class !== null) return false
  if (calleesOf(module).has(fn.node) || isHandedAtOnce(fn.node, module)) return true
  const binding = bindingOf(fn, module)
  if (binding === undefined) return false
  const isOnce = (user: Module) => (reference: Reference) =>
    isCalled(reference, user) &&
    (reference.fn === null ||
      (reference.fn !== fn &&
        !comesBackTo(reference.node, reference.fn, user) &&
        runsOnce(reference.fn, user, program, asked)))
  const uses = binding.references.filter(
    reference => !reference.exported && !(reference.write && reference.node === binding.node),
  )
  const importers = importersOf(binding.name, module.path, program)
  // of what calls only itself, nobody has said who begins
  const isOutside = ({ node }: Reference) => !contains(fn.node, node)
  if (!uses.some(isOutside) && importers.length === 0) return false
  if (!uses.every(isOnce(module))) return false
  return importers.every(({ module: importer, references }) =>
    references.every(reference => reference.exported || isOnce(importer)(reference)),
  )
}

function isCalled({ node }: Reference, module: Module): boolean {
  return calleesOf(module).has(node)
}

/** The name of a declared function, or of a constant that holds one and that a statement uses: what other constants make of it is compared with them. */
function bindingOf(fn: Fn, module: Module): Binding | undefined {
  const name = fn.hoisted && 'id' in fn.node && fn.node.id ? (fn.node.id as t.Identifier).name : holderOf(fn, module)
  const binding = name === undefined ? undefined : module.scope.bindings.get(name)
  return binding !== undefined && isModuleLevel(binding) && (fn.hoisted || isRun(binding, module)) ? binding : undefined
}

/** `const make = () => …` */
function holderOf({ node }: Fn, module: Module): string | undefined {
  return plainItemsOf(module).find(({ value }) => value === node)?.names[0]
}

function isRun({ assigned, references }: Binding, module: Module): boolean {
  const statements = plainItemsOf(module).filter(({ kind }) => kind === 'statement' || kind === 'class')
  const isIn = ({ node }: Reference) => statements.some(each => contains(each.node, node))
  return !assigned && references.some(reference => reference.fn === null && isIn(reference))
}

/** Modules that import from `path`; a re-export or a namespace counts as a use that isn't a call. */
function importersOf(name: string, path: string, program: Program): { module: Module; references: Reference[] }[] {
  const found: { module: Module; references: Reference[] }[] = []
  for (const from of program.importers(path)) {
    const { resolutions } = program.input.modules[from] as NewModule
    const module = program.next(from)
    for (const binding of module.scope.bindings.values()) {
      const { imported } = binding
      if (imported === undefined || resolutions[imported.source] !== path) continue
      if (imported.name === name || imported.name === 'default' || imported.name === '*')
        found.push({ module, references: binding.references })
    }
  }
  return found
}

/** What is called or constructed, anywhere in a module; also by `f.call(…)`. */
export const calleesOf = oncePerModule(({ program }): ReadonlySet<t.Node> => {
  const callees = new Set<t.Node>()
  t.traverseFast(program, node => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
    const { callee } = node
    const isBound = t.isMemberExpression(callee, { computed: false }) && t.isIdentifier(callee.property)
    callees.add(isBound && /^(?:call|apply)$/.test((callee.property as t.Identifier).name) ? callee.object : callee)
  })
  return callees
})
