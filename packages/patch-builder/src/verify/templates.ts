import * as t from '@babel/types'
import type { Fn } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { hasVue } from '../setup/index.js'
import type { Makes } from '../svelte/makes.js'
import { isSvelteComponent } from '../svelte/svelte.js'
import type { Templates } from '../svelte/templates.js'

/**
 * What the compilers of Vue and Svelte make of a template keeps caches and counts on its own earlier output: new code behind it would show
 * nothing, or the wrong thing, unless an adapter in the page renders it anew. Handlers and functions beside the template are functions like any other.
 */
export function verifyTemplates(
  { pair, changes }: Edited,
  { mapping }: Program,
  { templates, makes }: { readonly templates: Templates; readonly makes: Makes },
  findings: Findings,
): void {
  for (const { fn } of changes) {
    const args = { function: fn.key }
    const note = (code: Code) => findings.add('changed', keyOf(pair.next, fn), code, fn.node, args)
    if (isVueTemplate(fn) && !hasVue(mapping)) note('IASO2118')
    else if (isSvelteComponent(fn) && !templates.covers(fn) && !makes.covers(fn, pair)) note('IASO3011')
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

function paramName(fn: Fn, at: number): string | undefined {
  const param = 'params' in fn.node ? fn.node.params[at] : undefined
  return param !== undefined && t.isIdentifier(param) ? param.name : undefined
}
