import type * as t from '@babel/types'
import type { ModuleFormat } from '@iaso/protocol'
import { declarePattern } from './declare.js'
import { emptyModule } from './empty.js'
import { openFactory } from './factory.js'
import { assignKeys } from './keys.js'
import { findLayouts } from './layouts.js'
import type { Binding, Factory, Fn, Module, Scope } from './model.js'
import { nameDefault } from './nameless.js'
import { isStrict } from './own.js'
import { closeScope, isModuleLevel, newScope } from './scope.js'
import { findSkips } from './skips.js'
import { unwrap } from './unwrap.js'
import { type At, Walk } from './walk.js'

/**
 * Finds out all that guarding and patching need to know of a module: names, functions, captures.
 *
 * @param isWhole the program will be printed as it is found: nothing of it is moved
 */
export function analyze(program: t.Program, format: ModuleFormat, path: string, isWhole = false): Module {
  if (!isWhole) nameDefault(program, format)
  const factory = isWhole ? undefined : openFactory(program, format)
  if (factory === undefined) unwrap(program, format)
  const outer = newScope('module', null, null)
  const scope = factory === undefined ? outer : newScope('module', outer, null)
  const isOuterStrict = format === 'module' || isStrict(program)
  const strict = isOuterStrict || (factory !== undefined && isStrict(factory.node.body))
  const module = emptyModule({ program, format, path, scope, strict, factory })
  const walk = new Walk(module)
  const inner = new Set<t.Statement>(factory?.statements)
  walk.statements(
    program.body.filter(each => !inner.has(each)),
    topOf(outer, isOuterStrict),
  )
  if (factory !== undefined) walkFactory(factory, walk, topOf(scope, module.strict), outer)
  closeScope(outer, module)
  mergeClassNames(module)
  numberBindings(module)
  assignKeys(module.functions)
  findSkips(module)
  findLayouts(module)
  return module
}

function topOf(scope: Scope, strict: boolean): At {
  return { scope, fn: null, class: null, inParams: false, strict, repeated: false, hint: '', top: true }
}

/** Its names are the module's, and so are those around it. */
function walkFactory({ params, statements }: Factory, walk: Walk, at: At, outer: Scope): void {
  for (const param of params) declarePattern(walk, param, 'param', -1, at)
  walk.statements(statements, at)
  closeScope(at.scope, walk.module)
  for (const [name, binding] of outer.bindings) at.scope.bindings.set(name, binding)
}

/**
 * A class declaration makes its name twice: around it, and within. They differ only once the outer one is assigned; until then
 * what the class' members mean is the outer one, which the scope table has.
 */
function mergeClassNames(module: Module): void {
  const inner = new Map<t.Node, Binding>()
  for (const { binding } of module.references.values())
    if (binding?.kind === 'class-self') inner.set(binding.node, binding)
  for (const { node } of module.classes) {
    const own = node.type === 'ClassDeclaration' && node.id ? inner.get(node.id) : undefined
    const outer = own === undefined ? undefined : outerName(own)
    if (own === undefined || outer === undefined || outer.assigned || own.assigned || runsWhenEvaluated(node)) continue
    for (const reference of own.references) {
      reference.binding = outer
      outer.references.push(reference)
      for (let fn = reference.fn; fn !== null && fn !== outer.owner; fn = fn.parent) replaceCapture(fn, own, outer)
    }
    own.references.length = 0
  }
}

/** Static initialisers find the inner name while the outer one has no value yet. */
function runsWhenEvaluated(node: t.Class): boolean {
  return node.body.body.some(
    member => member.type === 'StaticBlock' || ('value' in member && member.static && member.value),
  )
}

function outerName(own: Binding): Binding | undefined {
  const outer = own.scope.parent?.bindings.get(own.name)
  return outer?.kind === 'class' ? outer : undefined
}

function replaceCapture(fn: Fn, own: Binding, outer: Binding): void {
  const at = fn.captured.indexOf(own)
  if (at < 0) return
  if (isModuleLevel(outer) || fn.captured.includes(outer)) fn.captured.splice(at, 1)
  else fn.captured[at] = outer
}

/** Several blocks of one function may declare the same name: they are told apart by their order. */
function numberBindings(module: Module): void {
  const seen = new Set<Binding>()
  for (const { binding } of module.references.values()) if (binding !== undefined) seen.add(binding)
  for (const fn of module.functions) for (const binding of fn.captured) seen.add(binding)
  const counts = new Map<string, number>()
  const ordered = [...seen].sort((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0))
  for (const binding of ordered) {
    const key = `${binding.owner?.id ?? -1} ${binding.scope.kind === 'module' ? 'm' : ''} ${binding.name}`
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    ;(binding as { nth: number }).nth = count
  }
}
