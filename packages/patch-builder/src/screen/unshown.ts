import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { Meaning } from '../resolve/meaning.js'
import { parentsOf } from '../resolve/parents.js'
import { type Framework, frameworkOf, hasRenderer, MENTION, renders } from './frameworks.js'
import { identify } from './identify.js'
import { lastName, useOf } from './places.js'
import { type Change, Reach } from './reach.js'
import { type Signature, Signatures, UNREACHED } from './signature.js'

/**
 * Where no adapter is in the release, nothing renders because of a patch: calls from now on run the new code, what is on the screen stays. That is said
 * of all that a component may show; what only events and timers call is live.
 */
export function verifyUnshown(program: Program, edited: readonly Edited[], findings: Findings): void {
  const { mapping, input } = program
  if (input.drill || mapping.screens?.length === 0) return
  const isCovered = (framework: Framework) => mapping.screens?.includes(framework.toLowerCase()) ?? false
  const uncovered = (module: Module) => {
    const framework = frameworkOf(module, program)
    return framework === undefined || isCovered(framework) ? undefined : framework
  }
  const any = Object.entries(input.modules)
    .filter(([, { code }]) => MENTION.test(code))
    .map(([path]) => uncovered(program.next(path)))
    .find(framework => framework !== undefined)
  if (any === undefined) return
  const isPage = hasRenderer(program)
  const reach = new Reach(program, edited, isForLater)
  const signatures = { old: signaturesOf(program, 'old'), next: signaturesOf(program, 'new') }
  for (const [number, change] of reach.changes.entries()) {
    if (!isReleased(change)) continue
    const own = ownVerdict(change, uncovered(change.edit.pair.next))
    if (own !== undefined) {
      note(change, own, {}, findings)
      continue
    }
    const shown = reach.functionsOf(number).flatMap(([fn, module]) => {
      const framework = uncovered(module)
      return framework !== undefined && renders(fn, module, framework) ? [{ fn, module, framework }] : []
    })
    for (const { fn, module } of shown) verifyPlaces(fn, module, signatures, program, edited, findings)
    const [first] = shown
    if (first !== undefined)
      note(
        change,
        'IASO3140',
        { components: listOf(shown.map(({ fn }) => fn.key.replace(/\.render$/, ''))), framework: first.framework },
        findings,
      )
    else if (isPage && reach.isUnbounded(number) && answers(change.fn))
      note(change, 'IASO3141', { framework: any }, findings)
  }
}

function isReleased({ fn, edit: { pair } }: Change): boolean {
  return pair.released.has(pair.ids.get(fn) as number)
}

interface Sides {
  readonly old: Signatures
  readonly next: Signatures
}

function signaturesOf(program: Program, side: 'old' | 'new'): Signatures {
  return new Signatures(new Meaning(program, side), UNREACHED)
}

/** A custom hook that another takes the place of, under its name, brings other hooks. */
function verifyPlaces(
  fn: Fn,
  module: Module,
  { old, next }: Sides,
  program: Program,
  edited: readonly Edited[],
  findings: Findings,
): void {
  const { twin } = identify(program, edited, fn, module)
  if (twin === undefined || findings.areRefused()) return
  const write = ({ hooks }: Signature) => hooks.map(({ kind, name }) => (kind === 'x' ? name : kind)).join(', ')
  const [before, after] = [write(old.of(twin, program.old(module.path))), write(next.of(fn, module))]
  if (before !== after)
    findings.add('changed', keyOf(module, fn), 'IASO2110', fn.node, {
      function: fn.key,
      before: before || 'none',
      after: after || 'none',
    })
}

function note({ fn, edit }: Change, code: Code, args: Readonly<Record<string, string>>, findings: Findings): void {
  const { next } = edit.pair
  if (!findings.isRefused(keyOf(next, fn)))
    findings.add('changed', keyOf(next, fn), code, fn.node, { function: fn.key, ...args })
}

function listOf(names: readonly string[]): string {
  const all = [...new Set(names)].sort()
  return all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ')
}

/** What becomes of it, the next time that its component renders too. */
function ownVerdict({ fn, edit }: Change, framework: Framework | undefined): Code | undefined {
  if (framework === undefined) return undefined
  const { next } = edit.pair
  const call = parentsOf(next).get(fn.node)
  const caller = call?.type === 'CallExpression' && call.arguments[0] === fn.node ? lastName(call.callee) : ''
  if (/^(?:use\w*Effect|onMount|onCleanup|createEffect|createRenderEffect)$/.test(caller)) return 'IASO3094'
  if (/^(?:useMemo|useState|createStore)$/.test(caller)) return 'IASO3093'
  const isMadeOnce = framework === 'Solid' || framework === 'Angular'
  return isMadeOnce && renders(fn, next, framework) ? 'IASO3011' : undefined
}

/** It gives who calls it something that could be shown. */
function answers({ node }: Fn): boolean {
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') return true
  let found = false
  const visit = (at: t.Node): void => {
    if (at !== node && t.isFunction(at)) return
    if (at.type === 'ReturnStatement' && at.argument) found = true
    for (const key of t.VISITOR_KEYS[at.type] ?? []) {
      const child = (at as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      for (const each of Array.isArray(child) ? child : [child]) if (each) visit(each)
    }
  }
  visit(node)
  return found
}

const LATER = /^(?:addEventListener|set(?:Timeout|Interval)|requestAnimationFrame|then|catch|finally|subscribe|on)$/

/** Called by an event, a timer, or when something is done: never while something renders. */
function isForLater(node: t.Node, module: Module): boolean {
  if (useOf(node, module).kind === 'handler') return true
  const parent = parentsOf(module).get(node)
  switch (parent?.type) {
    case 'CallExpression':
      return parent.callee !== node && LATER.test(lastName(parent.callee).replace(/^_\$/, ''))
    // Solid: `element.$$click = save`
    case 'AssignmentExpression': {
      const { left, right } = parent
      return (
        right === node && t.isMemberExpression(left) && t.isIdentifier(left.property) && EVENT.test(left.property.name)
      )
    }
    // Lit: html`<button @click=${save}>`
    case 'TemplateLiteral': {
      const at = parent.expressions.indexOf(node as t.Expression)
      return /@[\w-]+=["']?$/.test(parent.quasis[at]?.value.raw ?? '')
    }
    default:
      return false
  }
}

const EVENT = /^(?:\$\$|on)[a-z]/
