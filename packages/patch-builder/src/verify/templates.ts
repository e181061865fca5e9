import * as t from '@babel/types'
import type { Fn } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'

/**
 * What the compilers of Vue and Svelte make of a template keeps caches and counts on its own earlier output: new code behind it would show
 * nothing, or the wrong thing. Handlers and functions beside the template are functions like any other.
 */
export function verifyTemplates({ pair, changes }: Edited, findings: Findings): void {
  for (const { fn } of changes) {
    const args = { function: fn.key }
    if (isVueTemplate(fn)) findings.add('changed', keyOf(pair.next, fn), 'IASO2118', fn.node, args)
    else if (isSvelteComponent(fn)) findings.add('changed', keyOf(pair.next, fn), 'IASO3011', fn.node, args)
  }
}

/** `(_ctx, _cache) => …`, and all that it calls while it renders; a handler that it caches is called later. */
function isVueTemplate(fn: Fn): boolean {
  for (let at: Fn | null = fn; at !== null; at = at.parent) {
    if (paramName(at, 0) === '_ctx' && paramName(at, 1) === '_cache') return true
    if (/^on[A-Z]/.test(at.name) || paramName(at, 0) === '$event') return false
  }
  return false
}

/** `function App($$anchor, $$props)`: called once an instance. */
function isSvelteComponent(fn: Fn): boolean {
  return paramName(fn, 0) === '$$anchor'
}

function paramName(fn: Fn, at: number): string | undefined {
  const param = 'params' in fn.node ? fn.node.params[at] : undefined
  return param !== undefined && t.isIdentifier(param) ? param.name : undefined
}
