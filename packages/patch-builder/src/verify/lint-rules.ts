import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'

const rules = new WeakMap<Fn, boolean>()

/** Made by `create(context)` of an ESLint rule: a file is checked within one call, and its handlers are gone with it. */
export function isOfLintRule(fn: Fn, module: Module): boolean {
  for (let at = fn.parent; at !== null; at = at.parent) if (isLintRule(at, module)) return true
  return false
}

function isLintRule(fn: Fn, module: Module): boolean {
  let answer = rules.get(fn)
  if (answer === undefined) {
    const isNamed = fn.name === 'create' || /^module\.exports$|^default$/.test(fn.name)
    answer = isNamed && reports(fn, module)
    rules.set(fn, answer)
  }
  return answer
}

/** It takes a `context`, and calls `context.report(…)`. */
function reports({ node, scope }: Fn, module: Module): boolean {
  const context = scope.bindings.get('context')
  if (context?.kind !== 'param' || !('params' in node)) return false
  let found = false
  t.traverseFast(node, each => {
    if (each.type !== 'CallExpression' || each.callee.type !== 'MemberExpression') return
    const { object, property } = each.callee
    const isReport = property.type === 'Identifier' && property.name === 'report'
    if (isReport && module.references.get(object)?.binding === context) found = true
  })
  return found
}
