import { cellsOf } from './cells.js'
import {
  componentOf,
  type Fiber,
  type FiberRoot,
  fibersBelow,
  forceUpdate,
  isClass,
  isMemo,
  type RootFiber,
  type RootState,
} from './fiber.js'
import type { RootPrototype } from './roots.js'
import { type Change, concerns } from './screen.js'

/** The components of a root that a change concerns, parents before their children. */
export function affectedFibers({ current }: FiberRoot, change: Change): Fiber[] {
  if ((current.memoizedState as RootState).isDehydrated) return []
  return fibersBelow(current).filter(fiber => {
    const component = componentOf(fiber)
    return component && concerns(change, cellsOf(component, isClass(fiber)))
  })
}

/**
 * Has a root render these components again, with their state, and no others. React skips what has the same props, so each component is told
 * that it was rendered with others; `memo` and `PureComponent`, which compare them, see one prop more. A comparison of the application's
 * own is not asked where an update waits; classes know `forceUpdate`.
 *
 * The root gets an update even if none of its components is affected: it ends a render that is in progress, and that began with the old code.
 */
export function renderAgain(root: FiberRoot, render: RootPrototype['render'], fibers: readonly Fiber[]): void {
  const { current } = root
  const { element, isDehydrated: untouched } = current.memoizedState as RootState
  if (untouched) return
  const before = current.lanes
  render.call({ _internalRoot: root }, element)
  // The lane that React chose for the update just made; all others join it.
  const lane = current.lanes & ~before || current.lanes
  for (const fiber of fibers) mark(fiber, lane)
}

/**
 * What had been asked of a root, and waits, comes before the update above: that one would take it back, when both are made again, with what was on the screen
 * before. It is to change nothing.
 */
export function giveWay({ current }: FiberRoot): void {
  const last = (current as unknown as RootFiber).updateQueue.lastBaseUpdate
  // one that has been made
  if (last?.lane === 0) last.payload = {}
}

function mark(fiber: Fiber, lane: number): void {
  fiber.memoizedProps = { ...(fiber.memoizedProps as object), iaso: lane }
  if (isClass(fiber)) forceUpdate(fiber)
  for (let above = fiber.return; above; above = above.return) {
    // Which of the two is on the screen, a fiber doesn't know of the one above it.
    for (const each of [above, above.alternate]) {
      if (!each) continue
      each.childLanes |= lane
      if (isMemo(each) && above === fiber.return) each.lanes |= lane
    }
  }
}
