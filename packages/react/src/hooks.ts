import type { Cleanup, Effect, Fiber, Hook } from './fiber.js'

/**
 * A hook of a signature, which `@iaso/patch-builder` writes: its kind, three characters that are the same for the same hook in all versions, three that are others
 * when what it remembers is out of date, one that is another when effects have to run again. Hooks that take an unknown number of entries, and all that
 * stands between them, are one.
 */
type Token = string

const tokensOf = (signature: string): Token[] => signature.match(/.{8}/g) ?? []

/** How many entries of React's list a hook takes, where that isn't one. */
const ENTRIES: Readonly<Record<string, number>> = { y: 2, t: 2, a: 3 }

/** First values that a `useRef` can be given without rendering, as they stand in a signature. */
const VALUES: Readonly<Record<string, unknown>> = { nul: null, und: undefined, fal: false, tru: true }

/** Flags of fibers with effects, which React sets where it mounts them. */
const STATIC: Readonly<Record<string, number>> = { e: 0x800000, l: 0x400000, h: 0x400000 }

/**
 * Fits a mounted component's hooks to its new code, before that renders: memos that the patch concerns are emptied, hooks that it adds get an entry that
 * React fills when it renders, those that it removed are cleaned up. All of it in the list that React itself copies for every attempt to render, so it
 * makes no difference how many it takes. Where a place or a first value can't be known, the component starts over, and its children stay.
 *
 * @param compilerHook React before 19 keeps React Compiler's cache among the hooks
 */
export function fit(fiber: Fiber, [from, to]: readonly [from: string, to: string], compilerHook: boolean): void {
  // React Compiler's cache: its slots mean something else to every version of the code
  if (fiber.updateQueue?.memoCache) fiber.updateQueue.memoCache = null
  const hooks: Hook[] = []
  for (let hook = fiber.memoizedState as Hook | null; hook; hook = hook.next) hooks.push(hook)
  // Without an entry, React mounts hooks at each render anyway.
  if (from === to || !hooks[0]) return
  const [old, next] = [tokensOf(from), tokensOf(to)]
  const size = ([kind = '']: Token) => (kind === 'x' ? 0 : kind === 'c' ? +compilerHook : (ENTRIES[kind] ?? 1))
  let rest = hooks.length
  for (const token of old) rest -= size(token)
  const places = new Map<string, [Token, Hook[]]>()
  let isOther = rest < 0
  let entry = 0
  for (const token of old) {
    const open = token[0] === 'x' ? rest : 0
    const own = hooks.slice(entry, entry + size(token) + open)
    entry += own.length
    const look = own[0] && lookOf(own[0])
    isOther ||= look !== (lookOfKind(token) ?? look)
    places.set(token.slice(0, 4), [token, own])
  }
  const list = next.map(
    token => places.get(token.slice(0, 4))?.[1] ?? (size(token) ? blank(token) : token[0] !== 'x' && []),
  )
  if (isOther || entry !== hooks.length || !list.every(Boolean)) return startOver(fiber)
  const kept = list.flat() as Hook[]
  for (const hook of hooks) if (!kept.includes(hook) && lookOf(hook) === 'e') end(hook.memoizedState as Effect)
  fiber.memoizedState = kept[0] ?? null
  kept.forEach((hook, at) => {
    hook.next = kept[at + 1] ?? null
  })
  for (const token of next) {
    fiber.flags |= STATIC[token[0] as string] ?? 0
    const [before = token, own = []] = places.get(token.slice(0, 4)) ?? []
    for (const hook of own) {
      const look = lookOf(hook)
      const isOpen = token[0] === 'x'
      if (look === 'e' && (isOpen ? before[7] !== token[7] : before !== token))
        (hook.memoizedState as Effect).deps = null
      if (look === 'm' && before.slice(4, 7) !== token.slice(4, 7))
        hook.memoizedState = [(hook.memoizedState as [unknown])[0], null]
    }
  }
}

/** A state, a memo, an effect, a ref; nothing: something else. */
function lookOf({ memoizedState, queue }: Hook): string | undefined {
  if (queue) return 's'
  // dependencies are a list, or none
  if (Array.isArray(memoizedState))
    return memoizedState.length === 2 && Array.isArray(memoizedState[1] ?? []) ? 'm' : undefined
  if (typeof memoizedState !== 'object' || !memoizedState) return undefined
  return 'create' in memoizedState ? 'e' : 'current' in memoizedState ? 'f' : undefined
}

function lookOfKind([kind = '']: Token): string | undefined {
  return ['sroyta', 'mc', 'elih', 'f'].find(kinds => kinds.includes(kind))?.[0]
}

/** An entry that no dependencies are equal to: React fills it at the next render. State is bound to what mounted it. */
function blank(token: Token): Hook[] | undefined {
  const look = lookOfKind(token)
  const value = token.slice(4, 7)
  const memoizedState =
    look === 'm'
      ? [undefined, null]
      : look === 'e'
        ? { tag: 0, create: nothing, deps: null, next: null, inst: {} }
        : look === 'f' && value in VALUES && { current: VALUES[value] }
  return memoizedState ? [{ memoizedState, baseState: null, baseQueue: null, queue: null, next: null }] : undefined
}

const nothing = () => undefined

/** Without entries React mounts all hooks, on the same fiber: what is below it doesn't notice. */
function startOver(fiber: Fiber): void {
  const last = fiber.updateQueue?.lastEffect
  for (let effect = last; effect; effect = effect.next === last ? null : effect.next) end(effect)
  fiber.memoizedState = fiber.updateQueue = null
}

/** React 19 keeps the cleanup in `inst`, React 18 in the effect itself. */
function end(effect: Effect): void {
  const holder: { destroy?: Cleanup } = effect.inst ?? effect
  const { destroy } = holder
  holder.destroy = undefined
  // It may be waiting for its first run.
  effect.create = nothing
  try {
    destroy?.()
  } catch (error) {
    reportError(error)
  }
}
