/** The few fields of React's fibers that the adapter needs; they are the same in React 18 and 19. */
export interface Fiber {
  readonly tag: number
  readonly type: unknown
  readonly stateNode: unknown
  readonly child: Fiber | null
  readonly sibling: Fiber | null
  memoizedProps: unknown
  readonly memoizedState: unknown
  lanes: number
  childLanes: number
}

export interface FiberRoot {
  readonly current: Fiber
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
export function* fibersBelow(top: Fiber): Generator<Fiber> {
  // A list instead of recursion: fiber trees get deep.
  const waiting = [top.child]
  for (let fiber = waiting.pop(); fiber !== undefined; fiber = waiting.pop()) {
    if (!fiber) continue
    waiting.push(fiber.sibling, fiber.child)
    yield fiber
  }
}

/** A suspended boundary whose markup came from the server: React hydrates it later, and then with the new code. */
export function isDehydrated({ tag, memoizedState }: Fiber): boolean {
  const SUSPENSE = 13
  return tag === SUSPENSE && !!(memoizedState as { dehydrated?: unknown } | null)?.dehydrated
}

/** Functions, classes, `memo`, `forwardRef`, contexts. Fragments and text have other things than props in `memoizedProps`. */
export function isComponent({ type }: Fiber): boolean {
  return typeof type === 'function' || (typeof type === 'object' && type !== null)
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
