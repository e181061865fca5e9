import type * as t from '@babel/types'
import { type Fn, fnShapeOf, isWithin, type Module } from '@iaso/babel-plugin'
import type { Pair, Program } from '../program.js'
import { runsAtStart } from './at-start.js'

/**
 * What the release's `maker` has made stands in a patch's way. In a process where it has never run there is no such thing: the patch asks for
 * its mark, and takes effect there alone.
 *
 * @returns keys of the functions whose marks tell, which is one: the maker, or one around it; undefined: none does, or it has run for certain
 */
export function unlessRan(maker: Fn | null, pair: Pair, program: Program): readonly string[] | undefined {
  let at = maker
  while (at !== null && markOf(at, pair) === undefined) at = aroundOf(at, pair.old)
  if (at === null || !isSameSince(at, pair) || runsAtStart(at, pair.old, program)) return undefined
  return pair.mapping.functions.flatMap(({ id, key }) => (id === at.id ? key : []))
}

/** Number of the mark that a function of the release leaves. */
function markOf({ id }: Pick<Fn, 'id'>, { mapping }: Pick<Pair, 'mapping'>): number | undefined {
  return mapping.functions.find(each => each.id === id)?.mark
}

/** Without this one having run, the other has not. */
function aroundOf({ class: klass, parent, kind }: Fn, { functions }: Module): Fn | null {
  const isOfInstance = klass !== null && kind === 'field'
  return (isOfInstance ? functions.find(each => each.class === klass && isConstructor(each)) : undefined) ?? parent
}

function isConstructor({ kind }: Fn): boolean {
  return kind === 'constructor' || kind === 'derived-constructor'
}

/** What makes all objects that a method or accessor is called on. */
export function makerOfReceiver({ class: klass, kind, node }: Fn, pair: Pair, program: Program): Fn | undefined {
  const isOfInstance = /^(method|getter|setter)$/.test(kind) && !('static' in node && node.static)
  return isOfInstance && klass !== null ? constructorOf(klass.node, pair, program) : undefined
}

/** No instance of the release's class is there. */
export function unlessMade(klass: t.Class, pair: Pair, program: Program): readonly string[] | undefined {
  const maker = constructorOf(klass, pair, program)
  return maker && unlessRan(maker, pair, program)
}

/** What makes all instances of a class of the release, as far as no code mentions its prototype. */
function constructorOf(klass: t.Class, { old }: Pair, { mapping }: Program): Fn | undefined {
  const name = klass.id?.name
  if (name === undefined) return undefined
  const isMentioned = Object.values(mapping.modules).some(({ code }) => code.includes(`${name}.prototype`))
  return isMentioned ? undefined : old.functions.find(each => each.class?.node === klass && isConstructor(each))
}

/** What was made under an earlier patch is as good as new: there was none, or it is the same source once more. */
export function isLatest({ mapping, input }: Program): boolean {
  const recorded = mapping.patches.flatMap(({ modules }) => Object.entries(modules))
  return recorded.every(([path, { code }]) => input.modules[path]?.code === code)
}

/** Earlier patches left it as the release has it, so that it leaves its mark, or made of it what the new source makes of it: then it needs none. */
export function isSameSince(fn: Fn, pair: Pair): boolean {
  const outermost = outermostOf(fn)
  const within = new Set(pair.old.functions.filter(each => isWithin(each, outermost)).map(({ id }) => id))
  const isOwn = (set: number) => pair.mapping.cells.some(({ cell, function: id }) => cell === set && within.has(id))
  const next = pair.next.functions.find(each => pair.ids.get(each) === outermost.id)
  const shape = next && wholeShape(next, pair.next)
  return pair.patched.every(({ module, functionOf, set }) => {
    if (!set.some(isOwn)) return true
    const before = functionOf(outermost.id)
    return before !== undefined && wholeShape(before, module) === shape
  })
}

function outermostOf(fn: Fn): Fn {
  return fn.parent === null ? fn : outermostOf(fn.parent)
}

/** With the functions in it. */
function wholeShape(fn: Fn, module: Module): string {
  return fnShapeOf(fn, module, 'all', inner => wholeShape(inner, module))
}
