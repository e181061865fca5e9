import type { Fn, Module } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { Reach } from '../screen/reach.js'
import { AtOnce } from './at-once.js'
import { allKept, keptBy } from './kept.js'
import { isOpenProperty } from './props.js'
import { hasSvelte, isSvelte, isSvelteComponent, placeOf, svelteLibraries } from './svelte.js'

/**
 * Svelte calls what a template shows when something that it reads changes, and nothing tells it that the code did. Its adapter has it call again what only
 * brings the page to what it reads; what else Svelte calls, and what is called while a component is made, stays until its turn comes. Handlers are called
 * when it is their turn.
 */
export function verifySvelte(program: Program, edited: readonly Edited[], findings: Findings): void {
  if (program.mapping.screens?.length === 0) return
  if (!Object.keys(program.mapping.modules).some(path => isSvelte(program, path))) return
  const isShown = hasSvelte(program.mapping)
  if (isShown) noteLibraries(program, edited, findings)
  const reach = new Reach(program, edited)
  const changed = new Set(reach.changes.map(({ fn }) => fn))
  // what is said of those is said where they are compared
  const written = new Set(edited.flatMap(({ changes }) => changes.map(({ fn }) => fn)))
  const atOnce = new AtOnce(program, changed)
  const concerned = new Map(reach.functions())
  // where nobody can say who comes to a change, they all may
  if (isShown && reach.isOpen) for (const { fn, module } of allKept(program)) concerned.set(fn, module)
  for (const [fn, module] of concerned) {
    const code = codeFor(fn, module)
    if (code) findings.add('changed', keyOf(module, fn), code, fn.node, { function: fn.key })
  }

  function codeFor(fn: Fn, module: Module): Code | undefined {
    if (isOfStore(fn, module)) return 'IASO3152'
    if (!isSvelte(program, module.path)) return undefined
    if (changed.has(fn) && isOpenProperty(fn, module, atOnce)) return 'IASO3152'
    if (isSvelteComponent(fn))
      return !written.has(fn) && (changed.has(fn) || atOnce.calls(fn, module)) ? 'IASO3011' : undefined
    if (changed.has(fn) && isMount(fn, module)) return 'IASO3094'
    const kept = isShown ? keptBy(fn, module, program) : undefined
    if (kept) return kept.why === 'made' ? 'IASO3153' : 'IASO3152'
    const isKnown = isShown && isRepeated(fn, module)
    return isReactive(fn, module) && !isKnown ? 'IASO3152' : undefined
  }
}

/** The adapter has all derived values evaluated again, those of libraries included. Said once, with the first change. */
function noteLibraries({ mapping }: Program, edited: readonly Edited[], findings: Findings): void {
  const libraries = svelteLibraries(mapping).join(', ')
  const [first] = edited.filter(({ changes, topLevel }) => changes.length + topLevel.writes.length > 0)
  if (libraries === '' || first === undefined) return
  const { pair, changes } = first
  const [change] = changes
  const key = change === undefined ? pair.path : keyOf(pair.next, change.fn)
  findings.add('changed', key, 'IASO3156', change?.fn.node ?? null, { libraries })
}

/** Called when it is their turn; a named function counts where it is mentioned. */
const HANDLED = /^(?:delegated|event|bind_\w+)$/

function isReactive(fn: Fn, module: Module): boolean {
  if (isOldTemplate(fn)) return true
  const place = placeOf(fn.node, module)
  return place !== undefined && !HANDLED.test(place.name)
}

/** Svelte 4: `p` of `create_fragment` and of blocks. */
function isOldTemplate({ name, parent }: Fn): boolean {
  return /^[cmp]$/.test(name) && parent !== null && /^create_(?:fragment|\w*block\w*|\w*slot\w*)$/.test(parent.name)
}

/** Arguments that the adapter has Svelte call again. */
const REPEATED: Readonly<Record<string, number>> = { derived: 0, derived_safe_equal: 0, each: 2, html: 1, if: 1 }

function isRepeated({ node }: Fn, module: Module): boolean {
  const place = placeOf(node, module)
  if (place === undefined) return false
  const { name, at, isListed, call } = place
  // `[sync]`; what waits for a promise would wait again
  if (name === 'template_effect') return call.arguments.length < 3 && at === (isListed ? 1 : 0)
  return !isListed && REPEATED[name] === at
}

/** `derived(count, fn)` of `svelte/store`: its value is kept. */
function isOfStore(fn: Fn, module: Module): boolean {
  return importedCall(fn, module)?.source === 'svelte/store'
}

function isMount(fn: Fn, module: Module): boolean {
  const imported = importedCall(fn, module)
  return imported?.source === 'svelte' && /^(?:onMount|beforeUpdate|afterUpdate)$/.test(imported.name)
}

function importedCall({ node }: Fn, module: Module): { readonly source: string; readonly name: string } | undefined {
  const call = parentsOf(module).get(node)
  if (call?.type !== 'CallExpression' || call.callee === node || call.callee.type !== 'Identifier') return undefined
  return module.references.get(call.callee)?.binding?.imported
}
