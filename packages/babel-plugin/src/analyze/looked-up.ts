import * as t from '@babel/types'
import { heirsIn } from './foreign.js'
import { type Holds, holdsOf } from './holds.js'
import { type Home, homesOf } from './homes.js'
import type { Fn, Module } from './model.js'

/** Browsers take these from a custom element's class once, when it is defined. */
const TAKEN_BY_HOSTS = /Callback$/

/**
 * A function of a class that is looked up whenever it is called, as far as its module can tell: a patch puts one that passes more parameters
 * in its place. Classes that extend what another module or the host has are theirs to call, in ways that nobody here knows.
 */
export function isLookedUp({ node, generator, uses }: Fn, module: Module): boolean {
  const home = homesOf(module).get(node)
  if (home === undefined || generator || uses.newTarget || module.eval || TAKEN_BY_HOSTS.test(home.key)) return false
  if (node.type !== 'ClassMethod' && /^[A-Z]/.test(home.key)) return false
  if (isTakenBy(holdsOf(module), home, node)) return false
  return node.type === 'ClassMethod' ? extendsOwn(home.root, module) : !heirsIn(module).has(home.root)
}

/** Some code may have taken the function from its object. */
export function isTakenBy({ any, enumerable, names, prototypes }: Holds, { key, root }: Home, node: t.Node): boolean {
  return any || names.has(key) || prototypes.has(root) || (enumerable && node.type !== 'ClassMethod')
}

/** All classes that it extends are declared in the module. */
function extendsOwn(name: string, module: Module): boolean {
  const seen = new Set<string>()
  for (let at: string | undefined = name; at !== undefined; ) {
    const binding = module.scope.bindings.get(at)
    const klass = module.classes.find(
      ({ node, parent, key }) => parent === null && (node.id === binding?.node || (node.id === null && key === at)),
    )
    if (binding === undefined || binding.assigned || klass === undefined || seen.has(at)) return false
    seen.add(at)
    const { superClass } = klass.node
    if (!superClass) return true
    at = t.isIdentifier(superClass) ? superClass.name : undefined
  }
  return false
}
