import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import { useOf } from './places.js'
import { rendersItself } from './reach.js'

/** React may make fibers of it: a function that renders, or a method of a class that does. */
export function isComponent(fn: Fn, module: Module): boolean {
  if (fn.class !== null)
    return fn.class.node.body.body.some(member => 'key' in member && t.isIdentifier(member.key, { name: 'render' }))
  if (!rendersItself(fn, module)) return false
  if (fn.parent === null || /^[A-Z]/.test(fn.name)) return true
  const holder = parentsOf(module).get(fn.node)
  return (
    holder?.type === 'ReturnStatement' ||
    t.isArrowFunctionExpression(holder) ||
    useOf(fn.node, module).kind === 'wrapped'
  )
}
