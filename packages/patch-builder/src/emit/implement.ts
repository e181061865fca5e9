import * as t from '@babel/types'
import { type Fn, splitsAtSuper } from '@iaso/babel-plugin'
import type { Capture, Layout } from '@iaso/protocol'
import type { Readable } from '../resolve/readable.js'
import { type Access, accessorTarget, byName, throughFunctions } from './access.js'
import type { PrivateAccessors } from './private.js'
import type { Self } from './rewrite.js'

/** The parameters with which a guard calls an implementation, in the layout's order, and what the code inside reaches through them. */
export class Handover {
  readonly params: t.Identifier[] = []
  readonly self: Self
  /** What a derived constructor's code calls `this` once `super(…)` has made it; `called`: it asks for it by a call. */
  readonly late: { readonly name: string; readonly called: boolean } | undefined
  private readonly captures = new Map<string, Access>()
  private readonly privates = new Map<string, PrivateAccessors>()

  /**
   * @param arguments_ name of the parameter that takes the `arguments` object, where the layout has one
   * @param remade captures that the code makes itself: what is handed over is an earlier value
   */
  constructor(
    layout: Layout,
    fn: Fn,
    private readonly unique: (base: string) => string,
    readonly arguments_: string | undefined,
    private readonly remade: ReadonlySet<string> = new Set(),
    readable: readonly Readable[] = [],
  ) {
    const self: { -readonly [key in keyof Self]: Self[key] } = {}
    if (fn.kind === 'derived-constructor' && !layout.construct)
      this.late = { name: unique('$this'), called: !splitsAtSuper(fn.node as t.ClassMethod) }
    if (layout.this !== false) {
      const name = this.param('$this')
      self.this = () => (layout.this === 'get' ? t.callExpression(t.identifier(name), []) : t.identifier(name))
    }
    if (layout.newTarget) self.newTarget = this.named('$target')
    if (layout.super) self.super = this.named('$super')
    if (layout.construct) self.construct = this.named('$construct')
    for (const capture of layout.captures) this.capture(capture, fn)
    if (layout.reader !== undefined) this.read(this.named('$scope'), readable)
    for (const { name, kinds } of layout.privates)
      this.privates.set(name, Object.fromEntries(kinds.map(kind => [kind, this.named(`$${kind}`)])))
    this.self = self
  }

  /** Access to a captured variable, by owner, name and number. */
  captured(key: string): Access | undefined {
    return this.captures.get(key)
  }

  /** The variable has another name in the new source. */
  alias(key: string, handedOver: string): void {
    const access = this.captures.get(handedOver)
    if (access !== undefined) this.captures.set(key, access)
  }

  privateAccessors(name: string): PrivateAccessors | undefined {
    return this.privates.get(name)
  }

  private capture(capture: Capture, fn: Fn): void {
    const key = captureKey(capture)
    const isRemade = this.remade.has(key)
    const wanted = !isRemade && fn.captured.some(binding => binding.name === capture.name)
    if (capture.mode === 'value') {
      const name = wanted ? capture.name : this.unique('$unused')
      this.params.push(t.identifier(name))
      if (wanted && name === 'arguments') {
        // no parameter can have that name in strict code
        const instead = this.unique('$arguments')
        this.params[this.params.length - 1] = t.identifier(instead)
        this.captures.set(key, byName(instead))
      } else if (!isRemade) this.captures.set(key, byName(name))
      return
    }
    const getter = this.named(`$${capture.name}`)
    const setter = capture.mode === 'getset' ? this.named(`$set_${capture.name}`) : undefined
    if (!isRemade) this.captures.set(key, throughFunctions(getter, setter))
  }

  private read(reader: () => t.Identifier, readable: readonly Readable[]): void {
    for (const each of readable) {
      const key = captureKey(each)
      if (this.captures.has(key) || this.remade.has(key)) continue
      const ask = (position: number, ...value: t.Expression[]) =>
        t.callExpression(reader(), [t.numericLiteral(position), ...value])
      const read = () => ask(each.position)
      const { setter } = each
      const write = setter === undefined ? undefined : (value: t.Expression) => ask(setter, value)
      const target = write === undefined ? undefined : () => accessorTarget(read(), write)
      this.captures.set(key, write === undefined || target === undefined ? { read } : { read, write, target })
    }
  }

  private named(base: string): () => t.Identifier {
    const name = this.param(base)
    return () => t.identifier(name)
  }

  private param(base: string): string {
    const name = this.unique(base)
    this.params.push(t.identifier(name))
    return name
  }
}

export function captureKey({ owner, name, nth }: Pick<Capture, 'owner' | 'name' | 'nth'>): string {
  return `${owner} ${nth} ${name}`
}

/**
 * The function that a cell is set to. `node` is a rewritten copy of the new function; its parameters stand behind the handover's.
 */
export function implementation(fn: Fn, node: t.Node, handover: Handover): t.Expression {
  const params = handover.params
  if (fn.kind === 'field') return t.arrowFunctionExpression(params, (node as t.ClassProperty).value as t.Expression)
  if (fn.kind === 'static-block')
    return t.arrowFunctionExpression(params, t.blockStatement((node as t.StaticBlock).body))
  const source = node as t.Function
  const own = source.params as t.FunctionExpression['params']
  if (handover.arguments_ !== undefined) {
    if (showsCallee(fn, source)) source.body = withCallee(source.body as t.BlockStatement, handover.arguments_)
    return withArguments(source, handover)
  }
  if (fn.layout?.params.kind === 'bound') {
    const names = fn.layout.params.names.map(name => t.identifier(name))
    if (!fn.generator) return t.arrowFunctionExpression([...params, ...names], source.body, source.async)
    return t.functionExpression(null, [...params, ...names], source.body as t.BlockStatement, true, source.async)
  }
  if (source.generator)
    return t.functionExpression(null, [...params, ...own], source.body as t.BlockStatement, true, source.async)
  return t.arrowFunctionExpression([...params, ...own], source.body, source.async)
}

/** `($this, $a) => (function (a) { … }).apply($this, $a)`: `arguments`, and what it shares with the parameters, is the real one. */
function withArguments(source: t.Function, { params, self, arguments_ }: Handover): t.Expression {
  const inner = t.functionExpression(
    null,
    source.params as t.FunctionExpression['params'],
    source.body as t.BlockStatement,
    source.generator,
    source.async,
  )
  const call = t.callExpression(t.memberExpression(inner, t.identifier('apply')), [
    (self.construct ? undefined : self.this?.()) ?? t.buildUndefinedNode(),
    t.identifier(arguments_ as string),
  ])
  return t.arrowFunctionExpression([...params, t.identifier(arguments_ as string)], call)
}

/** In sloppy code `arguments.callee` is the function, which the guard's `arguments` knows: `arguments.callee = $arguments.callee` */
function withCallee(body: t.BlockStatement, handedOver: string): t.BlockStatement {
  const callee = (name: string) => t.memberExpression(t.identifier(name), t.identifier('callee'))
  const assign = t.assignmentExpression('=', callee('arguments'), callee(handedOver))
  return t.blockStatement([t.expressionStatement(assign), ...body.body], body.directives)
}

/** The object itself goes somewhere, and not just to `f.apply(o, arguments)`. */
function showsCallee({ strict, scope, bodyScope, node }: Fn, source: t.Function): boolean {
  if (strict || !source.params.every(param => param.type === 'Identifier')) return false
  if (bodyScope.bindings.has('arguments')) return true
  const applied = new Set<t.Node | undefined>()
  t.traverseFast(node, each => {
    if (each.type === 'CallExpression' && t.isMemberExpression(each.callee) && t.isIdentifier(each.callee.property))
      if (each.callee.property.name === 'apply') applied.add(each.arguments[1])
  })
  const references = scope.bindings.get('arguments')?.references ?? []
  return references.some(reference => !reference.indexed && !applied.has(reference.node))
}
