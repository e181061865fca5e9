import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, type Module, oncePerModule } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'

/** `setContext('theme', fn)`; `set(fn)`, where `const [get, set] = createContext()`. */
export function isPutInContext(node: t.Node, module: Module): boolean {
  const call = parentsOf(module).get(node)
  if (call?.type !== 'CallExpression' || call.callee === node) return false
  return isOfContext(call, 1, module)
}

/** What has been taken from contexts, whatever the key: the calls that take, and the variables that hold it. */
export interface Taken {
  readonly bindings: ReadonlySet<Binding>
  /** Functions that have it: they may call it. */
  readonly takers: ReadonlySet<Fn>
}

export const takenFromContext = oncePerModule(look)

function look(module: Module): Taken {
  const bindings = new Set<Binding>()
  const takers = new Set<Fn>()
  t.traverseFast(module.program, node => {
    if (node.type !== 'CallExpression' || !isOfContext(node, 0, module)) return
    const [fn, names] = around(node, module)
    if (fn) takers.add(fn)
    for (const { binding, fn: user } of module.references.values())
      if (binding !== undefined && names.has(binding.node)) {
        bindings.add(binding)
        if (user !== null) takers.add(user)
      }
  })
  return { bindings, takers }
}

/** The function in which a call stands, and the variables that it gives a value to. */
function around(call: t.Node, module: Module): [Fn | undefined, ReadonlySet<t.Node>] {
  const up = parentsOf(module)
  const names = new Set<t.Node>()
  for (let at: t.Node | undefined = call; at !== undefined; at = up.get(at)) {
    if (at.type === 'VariableDeclarator')
      for (const name of Object.values(t.getBindingIdentifiers(at.id))) names.add(name)
    const fn = fnOf(module).get(at)
    if (fn !== undefined) return [fn, names]
  }
  return [undefined, names]
}

/** @param side 0: it takes, 1: it puts */
function isOfContext({ callee }: t.CallExpression, side: 0 | 1, module: Module): boolean {
  const binding = t.isIdentifier(callee) ? module.references.get(callee)?.binding : undefined
  if (binding === undefined) return false
  if (isOfSvelte(binding, side === 0 ? /^get(?:All)?Contexts?$/ : /^setContext$/)) return true
  const pattern = parentsOf(module).get(binding.node)
  const declarator = pattern && parentsOf(module).get(pattern)
  if (pattern?.type !== 'ArrayPattern' || declarator?.type !== 'VariableDeclarator') return false
  const { init } = declarator
  const maker =
    t.isCallExpression(init) && t.isIdentifier(init.callee) ? module.references.get(init.callee)?.binding : undefined
  return maker !== undefined && isOfSvelte(maker, /^createContext$/) && pattern.elements[side] === binding.node
}

function isOfSvelte({ imported }: Binding, name: RegExp): boolean {
  return imported?.source === 'svelte' && name.test(imported.name)
}
