/** The few fields of React's fibers that the adapter needs; they are the same in React 18 and 19. */
export interface Fiber {
  readonly tag: number
  readonly type: unknown
  readonly stateNode: unknown
  readonly return: Fiber | null
  readonly alternate: Fiber | null
  readonly child: Fiber | null
  readonly sibling: Fiber | null
  memoizedProps: unknown
  memoizedState: unknown
  /** Of function components: effects, and React Compiler's cache. */
  updateQueue: Updates | null
  flags: number
  lanes: number
  childLanes: number
}

interface Updates {
  readonly lastEffect: Effect | null
  memoCache?: unknown
}

/** A hook of a function component: React knows it by its place in the list. */
export interface Hook {
  memoizedState: unknown
  readonly baseState: unknown
  readonly baseQueue: unknown
  /** Of hooks with a state. */
  readonly queue: unknown
  next: Hook | null
}

export interface Effect {
  readonly tag: number
  readonly inst?: { destroy?: Cleanup }
  destroy?: Cleanup
  create: () => unknown
  deps: readonly unknown[] | null
  readonly next: Effect | null
}

export type Cleanup = (() => void) | undefined

export interface FiberRoot {
  readonly current: Fiber
}

/** The fiber at a root's top. */
export interface RootFiber {
  /** Updates that are to be made again, as one before them waits. */
  readonly updateQueue: { readonly lastBaseUpdate: { readonly lane: number; payload: unknown } | null }
}

/** Of the fiber at a root's top. */
export interface RootState {
  readonly element: unknown
  /** The server's markup is not taken over yet. */
  readonly isDehydrated?: boolean
}

interface ClassInstance {
  readonly updater: { enqueueForceUpdate(instance: unknown): void }
}

/** Parents before their children. Fibers of portals and of shadow roots are among them. */
export function fibersBelow({ child }: Fiber): Fiber[] {
  // A list instead of recursion: fiber trees get deep.
  const fibers = child ? [child] : []
  for (const { child, sibling } of fibers) {
    if (child) fibers.push(child)
    if (sibling) fibers.push(sibling)
  }
  return fibers
}

/** What React calls, or constructs, to render it; of `memo` around anything but a plain function that is the fiber below. */
export function componentOf({ tag, type }: Fiber): object | undefined {
  const FORWARD_REF = 11
  if (typeof type === 'function') return type
  return tag === FORWARD_REF ? (type as { render: object }).render : undefined
}

export function isClass({ tag }: Fiber): boolean {
  const CLASS = 1
  return tag === CLASS
}

/** `memo` around anything but a plain function with the usual comparison. */
export function isMemo({ tag }: Fiber): boolean {
  const MEMO = 14
  return tag === MEMO
}

export function forceUpdate({ stateNode }: Fiber): void {
  ;(stateNode as ClassInstance).updater.enqueueForceUpdate(stateNode)
}
