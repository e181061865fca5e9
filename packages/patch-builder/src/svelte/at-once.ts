import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import type { Program } from '../program.js'
import { Meaning } from '../resolve/meaning.js'
import { parentsOf } from '../resolve/parents.js'
import { isHandedAtOnce } from '../verify/callbacks.js'
import { declarationOf } from '../verify/initial-values.js'
import { isPutInContext, takenFromContext } from './context.js'
import { helperOf, isSvelteComponent } from './svelte.js'

/** What a function runs before it answers: what a component made of that, when it was made, it keeps. */
export class AtOnce {
  private readonly meaning: Meaning
  private readonly known = new Map<Fn, boolean>()

  /** @param changed functions that do something else now */
  constructor(
    private readonly program: Program,
    private readonly changed: ReadonlySet<Fn>,
  ) {
    this.meaning = new Meaning(program, 'new')
  }

  /** It calls one that changed, itself or by others; another component's doesn't count, which has instances of its own. */
  calls(fn: Fn, module: Module): boolean {
    const known = this.known.get(fn)
    if (known !== undefined) return known
    this.known.set(fn, false)
    const answer = this.calledBy(fn, module).some(
      ([callee, where]) => !isSvelteComponent(callee) && (this.changed.has(callee) || this.calls(callee, where)),
    )
    this.known.set(fn, answer)
    return answer
  }

  private calledBy(fn: Fn, module: Module): (readonly [Fn, Module])[] {
    const named = [...module.references.values()].flatMap(reference =>
      reference.fn === fn ? this.calledAt(reference, module) : [],
    )
    const given = fn.children.filter(({ node }) => isHandedAtOnce(node, module) || isCallee(node, module))
    return [...named, ...given.map(child => [child, module] as const)]
  }

  private calledAt(reference: Reference, module: Module): (readonly [Fn, Module])[] {
    const { node, binding } = reference
    const call = parentsOf(module).get(node)
    if (binding === undefined || call?.type !== 'CallExpression') return []
    if (takenFromContext(module).bindings.has(binding)) return this.putInContext()
    if (call.callee === node || isHandedAtOnce(node, module)) return this.functionsOf(binding, module)
    // `$.get(double)`
    return helperOf(call) === 'get' ? derivedBy(binding, module) : []
  }

  private inContext: (readonly [Fn, Module])[] | undefined

  /** Functions that somebody puts into a context. */
  private putInContext(): (readonly [Fn, Module])[] {
    this.inContext ??= Object.entries(this.program.input.modules).flatMap(([path, { code }]) =>
      code.includes('Context') ? this.putBy(this.program.next(path)) : [],
    )
    return this.inContext
  }

  private putBy(module: Module): (readonly [Fn, Module])[] {
    const given = module.functions.filter(({ node }) => isPutInContext(node, module))
    const named = [...module.references.values()].flatMap(({ node, binding }) =>
      binding && isPutInContext(node, module) ? this.functionsOf(binding, module) : [],
    )
    return [...given.map(fn => [fn, module] as const), ...named]
  }

  functionsOf(binding: Binding, module: Module): (readonly [Fn, Module])[] {
    const { imported } = binding
    if (imported === undefined) return functionOf(binding, module)
    const origin = this.meaning.imported(module.path, imported.source, imported.name)
    const home = origin?.known ? this.meaning.module(origin.path) : undefined
    const there = home?.scope.bindings.get(origin?.name ?? '')
    return home && there && isModuleLevel(there) ? functionOf(there, home) : []
  }
}

function functionOf(binding: Binding, module: Module): (readonly [Fn, Module])[] {
  const declaration = declarationOf(binding, module)
  // `function f() {}` has its name itself
  const node = declaration?.type === 'VariableDeclarator' ? declaration.init : parentsOf(module).get(binding.node)
  const fn = node ? fnOf(module).get(node) : undefined
  return fn ? [[fn, module]] : []
}

function derivedBy(binding: Binding, module: Module): (readonly [Fn, Module])[] {
  const declaration = declarationOf(binding, module)
  const init = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined
  const [first] = init?.type === 'CallExpression' && /^derived/.test(helperOf(init) ?? '') ? init.arguments : []
  const fn = first && fnOf(module).get(first)
  return fn ? [[fn, module]] : []
}

/** `(() => …)()` */
function isCallee(node: t.Node, module: Module): boolean {
  const parent = parentsOf(module).get(node)
  return t.isCallExpression(parent) && parent.callee === node
}
