import { digest } from '@iaso/babel-plugin'
import { base62, type ScreenHook } from '@iaso/protocol'
import { align } from './align.js'
import type { HookCall, Signature } from './signature.js'

/** A hook with what it is called in every version. */
export interface VersionedHook extends HookCall {
  readonly id: number
  /** Of an effect: what it did when it ran. */
  readonly ran: string
}

export interface Versioned {
  readonly hooks: readonly VersionedHook[]
  readonly isIrregular: boolean
}

const isEffect = ({ kind }: Pick<HookCall, 'kind'>) => 'elih'.includes(kind)

/** The release's own. */
export function released(signature: Signature): Versioned {
  return { ...signature, hooks: signature.hooks.map((hook, id) => ({ ...hook, id, ran: hook.does })) }
}

/**
 * Each hook gets the id of its counterpart in the version before.
 *
 * @param fresh the first id that no version has had
 * @param effects those that do something else run again
 */
export function versioned(
  signature: Signature,
  before: readonly ScreenHook[],
  fresh: number,
  effects: boolean,
): Versioned {
  const pairs = align(before, signature.hooks)
  let next = fresh
  const hooks = signature.hooks.map((hook, at): VersionedHook => {
    const twin = before[pairs[at] as number]
    return { ...hook, id: twin?.id ?? next++, ran: effects ? hook.does : (twin?.content ?? hook.does) }
  })
  return { ...signature, hooks }
}

/** What the mapping keeps for the next patch. */
export function toRecord({ hooks }: Versioned): ScreenHook[] {
  return hooks.map(hook => ({
    kind: hook.kind,
    id: hook.id,
    name: hook.name,
    content: isEffect(hook) ? hook.ran : hook.content,
  }))
}

/** One hook as the page reads it: kind, id, what is remembered, what effects do. */
export interface WireHook {
  readonly kind: string
  readonly id: string
  readonly memo: string
  readonly effect: string
}

const OPEN = 'x'

/**
 * As `@iaso/react` reads it. Nobody knows how many entries hooks of libraries take, so from the first to the last of them all is one; what has no fixed places at
 * all, too.
 */
export function toWire({ hooks, isIrregular }: Versioned): WireHook[] {
  const first = isIrregular ? 0 : hooks.findIndex(({ kind }) => kind === OPEN)
  const last = isIrregular ? hooks.length - 1 : hooks.findLastIndex(({ kind }) => kind === OPEN)
  if (first < 0) return hooks.map(oneHook)
  return [
    ...hooks.slice(0, first).map(oneHook),
    openHook(hooks.slice(first, last + 1)),
    ...hooks.slice(last + 1).map(oneHook),
  ]
}

function oneHook(hook: VersionedHook): WireHook {
  const memo = isEffect(hook) ? hook.ran : 'mcf'.includes(hook.kind) ? hook.does : '...'
  return { kind: hook.kind, id: digits(hook.id), memo, effect: hook.dependencies }
}

function openHook(hooks: readonly VersionedHook[]): WireHook {
  const text = (part: (hook: VersionedHook) => string, length: number) => digest(hooks.map(part).join(';'), length)
  return {
    kind: OPEN,
    id: text(({ kind, id }) => `${kind}${id}`, 3),
    memo: text(({ kind, does }) => ('mcx'.includes(kind) ? does : ''), 3),
    effect: text(hook => (isEffect(hook) ? `${hook.ran}${hook.dependencies}` : ''), 1),
  }
}

export function write(hooks: readonly WireHook[]): string {
  return hooks.map(({ kind, id, memo, effect }) => kind + id + memo + effect).join('')
}

/** The page can't make the new list of the old one: the component starts over. */
export function startsOver(before: readonly WireHook[], after: readonly WireHook[]): boolean {
  if (before.length === 0) return false
  const known = new Set(before.map(({ kind, id }) => kind + id))
  return after.some(hook => !known.has(hook.kind + hook.id) && !canBeBlank(hook))
}

function canBeBlank({ kind, memo }: WireHook): boolean {
  return 'mcelih'.includes(kind) || (kind === 'f' && /^(nul|und|fal|tru)$/.test(memo))
}

function digits(id: number): string {
  return base62(Uint8Array.of(id >> 8, id & 255), 3)
}
