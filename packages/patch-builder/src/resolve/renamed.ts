import * as t from '@babel/types'
import { type Binding, type Fn, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Born, Pair } from '../program.js'
import { declarationsOf } from '../verify/declared.js'
import { declarationOf } from '../verify/initial-values.js'

/**
 * The variable of the same function that had another name: the parameter at its place, or the only one with its initial value. Both names
 * stand for nothing else on the other side.
 */
export function renamedFrom(binding: Binding, born: Born, pair: Pair): Binding | undefined {
  const { owner, name } = binding
  const before = owner === null ? undefined : born.functionOf(pair.ids.get(owner) as number)
  if (owner === null || before === undefined || isDeclared(name, before, born.module)) return undefined
  const candidates = bindingsOf(before, born.module).filter(
    each => !isDeclared(each.name, owner, pair.next) && isAlike(each, before, born.module, binding, pair.next),
  )
  const rivals = bindingsOf(owner, pair.next).filter(
    each =>
      each !== binding &&
      candidates.some(candidate => isAlike(candidate, before, born.module, each, pair.next)) &&
      !isDeclared(each.name, before, born.module),
  )
  return candidates.length === 1 && rivals.length === 0 ? candidates[0] : undefined
}

function isAlike(was: Binding, before: Fn, old: Module, is: Binding, next: Module): boolean {
  if (was.kind !== is.kind || was.assigned !== is.assigned) return false
  if (was.kind === 'param') {
    const at = paramIndex(was, before)
    return at >= 0 && at === paramIndex(is, is.owner as Fn)
  }
  const [declared, redeclared] = [declarationOf(was, old), declarationOf(is, next)]
  if (!t.isVariableDeclarator(declared) || !t.isVariableDeclarator(redeclared)) return false
  if (!declared.init || !redeclared.init || !t.isIdentifier(declared.id) || !t.isIdentifier(redeclared.id)) return false
  return shapeOf(declared.init, old, () => '') === shapeOf(redeclared.init, next, () => '')
}

function paramIndex({ node }: Binding, fn: Fn): number {
  return 'params' in fn.node ? (fn.node.params as readonly t.Node[]).indexOf(node) : -1
}

function isDeclared(name: string, fn: Fn, module: Module): boolean {
  return declarationsOf(module, fn, name) > 0 || fn.scope.bindings.has(name)
}

/** Variables of a function's own that functions within it use. */
function bindingsOf(fn: Fn, { references }: Module): Binding[] {
  const found = new Set<Binding>()
  for (const { binding, fn: user } of references.values()) if (binding?.owner === fn && user !== fn) found.add(binding)
  return [...found]
}
