import * as t from '@babel/types'
import { digest, type Fn, fnOf, fnShapeOf, isModuleLevel, type Module, ownParts, shapeOf } from '@iaso/babel-plugin'
import { NAMELESS } from '../resolve/exports.js'
import type { Meaning } from '../resolve/meaning.js'
import { parentsOf } from '../resolve/parents.js'
import { functionNamed, functionOf } from '../verify/functions-of.js'
import { declarationOf } from '../verify/initial-values.js'
import { lifetimeOf } from '../verify/lifetime.js'
import type { Alike } from './align.js'
import { KEEPS, lastName } from './places.js'
import { type Reach, within } from './reach.js'

/** A hook that a component calls, itself or by custom hooks of the application. */
export interface HookCall extends Alike {
  /** Of an effect: what it does. Of what keeps a state: what that begins with. */
  readonly does: string
  /** How many dependencies are listed: as a digit, `-` for no list, `+` for one that can't be counted. */
  readonly dependencies: string
  /** For the report: `useCheckout.status`. */
  readonly label: string
  readonly node: t.CallExpression
  /** The function that calls it. */
  readonly fn: Fn
  readonly module: Module
}

export interface Signature {
  readonly hooks: readonly HookCall[]
  /** Some are called on a condition, in a loop, or by who can't be looked into: their places can't be told. */
  readonly isIrregular: boolean
}

/**
 * Kinds, by name. `s`, `r`: a state. `m`: a memo. `f`: a ref. `e`, `l`, `i`, `h`: effects. `x`: a library's hook, which takes an unknown number of entries;
 * the others take what React's source says. What keeps nothing by position isn't here.
 */
const KINDS: Readonly<Record<string, string>> = {
  useState: 's',
  useReducer: 'r',
  useMemo: 'm',
  useCallback: 'm',
  useRef: 'f',
  useEffect: 'e',
  useLayoutEffect: 'l',
  useInsertionEffect: 'i',
  useImperativeHandle: 'h',
  useSyncExternalStore: 'y',
  useTransition: 't',
  useDeferredValue: 'd',
  useId: 'n',
  useOptimistic: 'o',
  useActionState: 'a',
  useFormState: 'a',
  useEffectEvent: 'v',
  use: '',
  useContext: '',
  useDebugValue: '',
  useFormStatus: '',
}

const LITERALS: Readonly<Record<string, string>> = { null: 'nul', undefined: 'und', false: 'fal', true: 'tru' }

/** What the patch does to a piece of code that is the same: as text, empty for nothing. */
export type Reached = Pick<Reach, 'text' | 'called'>

/** Of the release. */
export const UNREACHED: Reached = { text: () => '', called: () => '' }

/** Reads signatures on one side: of the release, or of the new source. */
export class Signatures {
  private readonly known = new Map<Fn, Signature>()

  constructor(
    private readonly meaning: Meaning,
    private readonly reached: Reached,
  ) {}

  of(fn: Fn, module: Module): Signature {
    let signature = this.known.get(fn)
    if (signature === undefined) {
      // a hook that calls itself
      this.known.set(fn, { hooks: [], isIrregular: true })
      signature = this.read(fn, module)
      this.known.set(fn, signature)
    }
    return signature
  }

  /** The function of the application that is called. */
  calleeOf(callee: t.Node, module: Module): Fn | undefined {
    const origin = this.origin(callee, module)
    return typeof origin === 'object' ? origin.fn : undefined
  }

  private read(fn: Fn, module: Module): Signature {
    const hooks: HookCall[] = []
    let isIrregular = false
    for (const call of callsOf(fn, module)) {
      const found = this.hooksOf(call, fn, module)
      if (found.hooks.length > 0 && isConditional(call, fn, module)) isIrregular = true
      if (found.isIrregular) isIrregular = true
      hooks.push(...found.hooks)
    }
    return { hooks, isIrregular }
  }

  private hooksOf(call: t.CallExpression, fn: Fn, module: Module): Signature {
    const name = lastName(call.callee)
    const isHook = /^use([A-Z]|$)/.test(name)
    const callee = this.origin(call.callee, module)
    if (callee === 'react' || callee === 'react-dom') {
      const kind = KINDS[name]
      if (kind === '' || !isHook) return NONE
      return { hooks: [this.hook(kind ?? 'x', call, fn, module)], isIrregular: false }
    }
    if (name === 'c' || name === '_c')
      return callee === 'react-compiler-runtime'
        ? { hooks: [this.hook('c', call, fn, module)], isIrregular: false }
        : NONE
    if (typeof callee === 'object') {
      const own = this.of(callee.fn, callee.module)
      if (own.hooks.length === 0) return own.isIrregular && isHook ? own : NONE
      const label = (hook: HookCall) => `${callee.fn.name}.${hook.label}`
      return { ...own, hooks: own.hooks.map(hook => ({ ...hook, label: label(hook) })) }
    }
    if (!isHook || name === 'use') return NONE
    const kind = callee === undefined && KINDS[name] !== undefined ? (KINDS[name] as string) : 'x'
    if (kind === '') return NONE
    return { hooks: [this.hook(kind, call, fn, module, callee ?? '')], isIrregular: callee === 'local' }
  }

  /** The function of the application that is called, or what else the name stands for. */
  private origin(callee: t.Node, module: Module): { fn: Fn; module: Module } | string | undefined {
    const last = callee.type === 'SequenceExpression' ? (callee.expressions.at(-1) as t.Node) : callee
    const head = t.isMemberExpression(last) ? last.object : last
    const binding = t.isIdentifier(head) ? module.references.get(head)?.binding : undefined
    if (!t.isIdentifier(head)) return 'local'
    if (binding === undefined) return head.name === 'React' ? 'react' : undefined
    if (!isModuleLevel(binding)) return 'local'
    if (binding.imported === undefined) {
      const required = requiredBy(binding.node, module)
      if (required !== undefined) return required
      const fn = last === head ? functionNamed(head, module) : undefined
      return fn === undefined ? `${module.path}#${binding.name}` : { fn, module }
    }
    const { source, name } = binding.imported
    if (/^react(-dom|-compiler-runtime|\/compiler-runtime)?$/.test(source)) return source
    const member = t.isMemberExpression(last) && t.isIdentifier(last.property) ? last.property.name : undefined
    const origin = this.meaning.imported(module.path, source, name === '*' ? (member ?? '*') : name)
    if (origin === undefined || !origin.known) return `${source}#${name}`
    const target = this.meaning.module(origin.path)
    const fn = target && (name === '*' || last === head) ? exportedFunction(origin.name, target) : undefined
    return fn === undefined || target === undefined ? `${origin.path}#${origin.name}` : { fn, module: target }
  }

  private hook(kind: string, call: t.CallExpression, fn: Fn, module: Module, source = ''): HookCall {
    const holder = parentsOf(module).get(call)
    const id = holder?.type === 'VariableDeclarator' ? holder.id : undefined
    const names = id === undefined ? [] : Object.keys(t.getBindingIdentifiers(id))
    const [first, second] = call.arguments as t.Node[]
    const list = kind === 'h' ? (call.arguments[2] as t.Node | undefined) : second
    const hook = {
      kind,
      name: kind === 'x' ? `${source} ${lastName(call.callee)}` : (names[0] ?? ''),
      label: names[0] ?? lastName(call.callee),
      dependencies: 'melih'.includes(kind) ? countOf(list) : '-',
      node: call,
      fn,
      module,
    }
    if (kind === 'f') {
      const literal = first === undefined ? 'undefined' : t.isNullLiteral(first) ? 'null' : literalText(first)
      const value = LITERALS[literal] ?? digest(this.text(first, fn, module), 3)
      return { ...hook, content: value, does: value }
    }
    if ('sr'.includes(kind)) {
      const does = digest(this.text(kind === 's' ? first : second, fn, module), 3)
      return { ...hook, content: does, does }
    }
    if (kind === 'c') {
      const does = digest(this.deep(fn, module) + this.reached.text(fn.node, module), 3)
      return { ...hook, content: does, does }
    }
    if (kind === 'x') {
      const does = digest(call.arguments.map(each => this.reached.text(each, module)).join(';'), 3)
      return { ...hook, content: does, does }
    }
    if ('elih'.includes(kind)) {
      const effect = fnOf(module).get(call.arguments[kind === 'h' ? 1 : 0] as t.Node)
      const does = digest(
        effect === undefined
          ? call.arguments.map(each => this.text(each, fn, module)).join()
          : this.run(effect, fn, list, module),
        3,
      )
      return { ...hook, content: does, does }
    }
    const does = digest(call.arguments.map(each => this.text(each, fn, module)).join(), 3)
    return { ...hook, content: does, does }
  }

  /** What happens when an effect runs; closures that it leaves behind take up new code by themselves. */
  private run(effect: Fn, component: Fn, list: t.Node | undefined, module: Module): string {
    const parts = new Set([effect])
    const shapeOfPart = (fn: Fn): string =>
      fnShapeOf(fn, module, 'all', inner => {
        if (lifetimeOf(inner, module) === 'lasting') return ''
        parts.add(inner)
        return shapeOfPart(inner)
      })
    const shape = shapeOfPart(effect)
    const dependencies = list === undefined ? '' : this.shape(list, module)
    return `${shape} ${dependencies} ${this.reached.called(parts, module)} ${this.takenBy(effect.node, component, module)}`
  }

  /** What an argument is and comes to, with what it takes from the component without naming it as a dependency. */
  private text(node: t.Node | undefined, fn: Fn, module: Module): string {
    if (node === undefined) return ''
    return `${this.shape(node, module)} ${this.reached.text(node, module)} ${this.takenBy(node, fn, module)}`
  }

  private shape(node: t.Node, module: Module): string {
    const nested = fnOf(module).get(node)
    return nested === undefined ? shapeOf(node, module, inner => this.deep(inner, module)) : this.deep(nested, module)
  }

  private deep(fn: Fn, module: Module): string {
    return fnShapeOf(fn, module, 'all', inner => this.deep(inner, module))
  }

  private takenBy(node: t.Node, fn: Fn, module: Module): string {
    const call = parentsOf(module).get(node)
    const listed = new Set<string>()
    if (call?.type === 'CallExpression')
      for (const each of call.arguments)
        if (each !== node && each.type === 'ArrayExpression')
          t.traverseFast(each, inner => {
            if (inner.type === 'Identifier') listed.add(inner.name)
          })
    const taken = new Map<string, string>()
    for (const { node: at, binding } of module.references.values()) {
      if (binding === undefined || binding.owner !== fn || listed.has(binding.name) || taken.has(binding.name)) continue
      if (!within(at, node, module)) continue
      const declaration = declarationOf(binding, module)
      if (declaration !== undefined && !isState(declaration) && !within(node, declaration, module))
        taken.set(binding.name, `${this.shape(declaration, module)}${this.reached.text(declaration, module)}`)
    }
    return [...taken.values()].join()
  }
}

/** `const [open, setOpen] = useState(false)`: what it is now, nobody made anew. */
function isState(declaration: t.Node): boolean {
  const init = declaration.type === 'VariableDeclarator' ? declaration.init : undefined
  return init?.type === 'CallExpression' && KEEPS.test(lastName(init.callee))
}

const NONE: Signature = { hooks: [], isIrregular: false }

function exportedFunction(name: string, module: Module): Fn | undefined {
  if (name === NAMELESS) {
    const item = module.program.body.find(each => each.type === 'ExportDefaultDeclaration')
    const declaration = item?.declaration
    if (t.isIdentifier(declaration)) return functionNamed(declaration, module)
    return module.functions.find(fn => fn.node === declaration)
  }
  const binding = module.scope.bindings.get(name)
  return binding === undefined ? undefined : functionOf(binding, module)
}

/** `const react = require("react")`, with whatever a compiler puts around it. */
function requiredBy(id: t.Node, module: Module): string | undefined {
  const holder = parentsOf(module).get(id)
  if (holder?.type !== 'VariableDeclarator' || !holder.init) return undefined
  let source: string | undefined
  t.traverseFast(holder.init, node => {
    if (
      node.type === 'CallExpression' &&
      t.isIdentifier(node.callee, { name: 'require' }) &&
      t.isStringLiteral(node.arguments[0])
    )
      source = node.arguments[0].value
  })
  return source
}

/** The calls of a function itself, in the order in which they are made. */
export function callsOf(fn: Fn, module: Module): t.CallExpression[] {
  const calls: t.CallExpression[] = []
  const index = fnOf(module)
  const visit = (node: t.Node): void => {
    if (node !== fn.node && index.has(node)) return
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      for (const each of Array.isArray(child) ? child : [child]) if (each) visit(each)
    }
    if (node.type === 'CallExpression') calls.push(node)
  }
  for (const part of ownParts(fn.node)) visit(part)
  return calls
}

function isConditional(call: t.CallExpression, fn: Fn, module: Module): boolean {
  const up = parentsOf(module)
  for (let at: t.Node = call; ; ) {
    const parent = up.get(at)
    if (parent === undefined || parent === fn.node) break
    if (parent.type === 'LogicalExpression' ? parent.right === at : BRANCHES.test(parent.type) && !isTest(at, parent))
      return true
    at = parent
  }
  return callsAfterReturn(call, fn, module)
}

const BRANCHES = /^(If|For|ForIn|ForOf|While|DoWhile|Switch|Try|Conditional)(Statement|Expression)$|^SwitchCase$/

function isTest(node: t.Node, parent: t.Node): boolean {
  return (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') && parent.test === node
}

/** A `return` before it, on some condition. */
function callsAfterReturn({ start }: t.CallExpression, fn: Fn, module: Module): boolean {
  const index = fnOf(module)
  let found = false
  const visit = (node: t.Node): void => {
    if (node !== fn.node && index.has(node)) return
    if (node.type === 'ReturnStatement' && (node.start ?? 0) < (start ?? 0) && !holds(node, start ?? 0)) found = true
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      for (const each of Array.isArray(child) ? child : [child]) if (each) visit(each)
    }
  }
  for (const part of ownParts(fn.node)) visit(part)
  return found
}

function holds({ start, end }: t.Node, position: number): boolean {
  return (start ?? 0) <= position && position < (end ?? 0)
}

function countOf(list: t.Node | undefined): string {
  if (list === undefined || t.isIdentifier(list, { name: 'undefined' })) return '-'
  const isCounted = list.type === 'ArrayExpression' && list.elements.every(each => each?.type !== 'SpreadElement')
  return isCounted && list.elements.length < 10 ? String(list.elements.length) : '+'
}

function literalText(node: t.Node): string {
  if (t.isBooleanLiteral(node)) return String(node.value)
  return t.isIdentifier(node) ? node.name : ''
}
