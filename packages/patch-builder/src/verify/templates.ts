import * as t from '@babel/types'
import type { Fn } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { makesOtherThings } from '../setup/composables.js'
import { hasVue, type Setups } from '../setup/index.js'
import { importsVue, isSetup } from '../setup/setup.js'
import { isSvelteComponent } from '../svelte/svelte.js'
import type { Templates } from '../svelte/templates.js'

/**
 * What the compilers of Vue and Svelte make of a template keeps caches and counts on its own earlier output: new code behind it would show
 * nothing, or the wrong thing, unless an adapter in the page renders it anew. Handlers and functions beside the template are functions like any other.
 */
export function verifyTemplates(
  { pair, changes }: Edited,
  { mapping }: Program,
  { setups, templates }: { readonly setups: Setups; readonly templates: Templates },
  findings: Findings,
): void {
  for (const { fn } of changes) {
    const args = { function: fn.key }
    const note = (code: Code) => findings.add('changed', keyOf(pair.next, fn), code, fn.node, args)
    if (isVueTemplate(fn) && !hasVue(mapping)) note('IASO2118')
    else if (isSvelteComponent(fn)) {
      if (!templates.covers(fn)) note('IASO3011')
    } else if (isOpen(fn, pair, setups)) note('IASO3093')
    else if (hasRun(fn, pair)) note('IASO3094')
  }
}

/** Vue calls it once an instance, or a composable that such a function calls; and nobody calls it again for those that are there. */
function isOpen(fn: Fn, pair: Pair, setups: Setups): boolean {
  if (!importsVue(pair.next) || setups.plans.get(pair.path)?.has(fn.key)) return false
  if (!isSetup(fn, pair.next) && !/^use[A-Z]/.test(fn.name)) return false
  return makesOtherThings(fn, pair) && !setups.composables.get(pair.path)?.has(fn.key)
}

const ONCE = /^(?:onBeforeMount|onMounted|onServerPrefetch|watchEffect|watchPostEffect|watchSyncEffect)$/

/** `onMounted(() => …)`: it ran for instances that are on the screen. */
function hasRun(fn: Fn, { next }: Pair): boolean {
  if (!importsVue(next)) return false
  let found = false
  t.traverseFast(next.program, node => {
    if (node.type !== 'CallExpression' || node.arguments[0] !== fn.node || node.callee.type !== 'Identifier') return
    const imported = next.references.get(node.callee)?.binding?.imported
    if (imported?.source === 'vue' && ONCE.test(imported.name)) found = true
  })
  return found
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
