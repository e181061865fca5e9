import {
  type Fiber,
  type FiberRoot,
  fibersBelow,
  forceUpdate,
  isClass,
  isComponent,
  isDehydrated,
  isMemo,
  type RootState,
} from './fiber.js'

/** `ReactDOMRoot.prototype.render`, which takes its root from `this`. */
export type Render = (this: { readonly _internalRoot: FiberRoot }, element: unknown) => void

/**
 * Renders every component of a root again, with its state. React skips what has the same props, so each component is told that
 * it was rendered with others; `memo` and `PureComponent`, which compare them, see one prop more. A comparison of the application's
 * own is not asked where an update waits; classes know `forceUpdate`.
 */
export function renderAgain(root: FiberRoot, render: Render): void {
  const { current } = root
  const { element, isDehydrated: untouched } = current.memoizedState as RootState
  if (untouched) return
  const before = current.lanes
  render.call({ _internalRoot: root }, element)
  // The lane that React chose for the update just made; all others join it.
  const lane = current.lanes & ~before || current.lanes
  current.childLanes |= lane
  for (const fiber of fibersBelow(current)) mark(fiber, lane)
}

function mark(fiber: Fiber, lane: number): void {
  if (isDehydrated(fiber)) return
  fiber.childLanes |= lane
  // Nowhere else: React doesn't expect an update on, say, a suspended boundary's content, and would render it for ever.
  if (isMemo(fiber)) fiber.lanes |= lane
  if (!isComponent(fiber)) return
  fiber.memoizedProps = { ...(fiber.memoizedProps as object), iaso: lane }
  if (isClass(fiber)) forceUpdate(fiber)
}
