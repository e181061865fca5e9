import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import type { Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { declared } from '../verify/names.js'
import { makesObject } from './objects.js'
import { isSvelte, placeOf } from './svelte.js'

/** A derived value that somebody may have done something to: evaluated again, it begins anew. */
export interface Kept {
  readonly fn: Fn
  readonly module: Module
  /** `assigned`: it is given another value; `made`: it is an object, made by the function, that may have changed since. */
  readonly why: 'assigned' | 'made'
}

/** What is known of the function behind `$derived` that stands there; nothing: it may be evaluated as often as one likes. */
export function keptBy(fn: Fn, module: Module, program: Program): Kept | undefined {
  const place = placeOf(fn.node, module) ?? placeOfName(fn, module)
  if (place === undefined || place.at !== 0 || !/^derived(?:_safe_equal)?$/.test(place.name)) return undefined
  const { assigns } = program.pair(module.path)
  if (isAssigned(place.call, module, assigns)) return { fn, module, why: 'assigned' }
  return makesObject(fn, module, program) ? { fn, module, why: 'made' } : undefined
}

/** All of them, of modules that Svelte compiled. */
export function allKept(program: Program): Kept[] {
  return Object.keys(program.input.modules)
    .filter(path => isSvelte(program, path))
    .flatMap(path => {
      const module = program.next(path)
      return module.functions.flatMap(fn => keptBy(fn, module, program) ?? [])
    })
}

/** `$.derived(make)`, for `$derived(make())` */
function placeOfName({ node }: Fn, module: Module): ReturnType<typeof placeOf> {
  const holder = parentsOf(module).get(node)
  const id =
    node.type === 'FunctionDeclaration' ? node.id : holder?.type === 'VariableDeclarator' ? holder.id : undefined
  if (!t.isIdentifier(id)) return undefined
  for (const reference of module.references.values()) {
    const place = reference.binding?.node === id ? placeOf(reference.node, module) : undefined
    if (place && /^derived/.test(place.name)) return place
  }
  return undefined
}

/** `double = 5`: what a person did may be in it, and would be gone. */
function isAssigned(call: t.CallExpression, module: Module, assigns: (name: string) => boolean): boolean {
  const holder = parentsOf(module).get(call)
  if (holder?.type === 'ClassPrivateProperty') return assigns(holder.key.id.name)
  if (holder?.type !== 'VariableDeclarator' || !t.isIdentifier(holder.id)) return true
  return (declared(holder.id, module)?.references ?? []).some(({ node }) => {
    const place = placeOf(node, module)
    return place !== undefined && place.at === 0 && /^(?:set|update|update_pre|mutate)$/.test(place.name)
  })
}
