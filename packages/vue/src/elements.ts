import { isVNode, type VNode } from './vue.js'

const TEXT = Symbol.for('v-txt')
const COMMENT = Symbol.for('v-cmt')
const FRAGMENT = Symbol.for('v-fgt')
const STATIC = Symbol.for('v-stc')
const TELEPORT = 64

/**
 * Vue's production build doesn't say of nodes that never change which element they are, once the nodes around them have been compared. Who compares all
 * needs to know.
 *
 * @throws Error if somebody else has moved the elements about
 */
export function findElements(vnode: VNode): void {
  if (!vnode.component && vnode.el) fill(vnode)
}

/** @returns of a fragment, the node behind the last child */
function fill(vnode: VNode): Node | null {
  const el = vnode.el as Node
  const { suspense } = vnode
  if (vnode.type === FRAGMENT) return findChildren(vnode, el.nextSibling)
  if (typeof vnode.type === 'string') findChildren(vnode, el.firstChild)
  else if (vnode.shapeFlag & TELEPORT) findChildren(vnode, firstTeleported(vnode))
  else if (suspense)
    for (const branch of [suspense.activeBranch, suspense.pendingBranch]) if (branch) findElements(branch)
  return null
}

/** They are in the place that it leads to, or in its own. */
function firstTeleported({ el, targetStart, props }: VNode): Node | null {
  const isOff = props?.disabled || props?.disabled === ''
  return (isOff ? el : targetStart)?.nextSibling ?? null
}

/** @returns the node behind the last child */
function findChildren({ children }: VNode, first: Node | null): Node | null {
  if (!Array.isArray(children)) return first
  let node = first
  for (const child of children) if (isVNode(child)) node = place(child, node)
  return node
}

/** @returns the node behind it */
function place(vnode: VNode, next: Node | null): Node | null {
  // a node that a template caches is copied when it is mounted, and goes on knowing what was there before
  const isPlain = typeof vnode.type === 'string' || vnode.type === STATIC
  if (isPlain && next && vnode.el?.parentNode !== next.parentNode) vnode.el = vnode.anchor = null
  vnode.el ??= search(vnode, next)
  const behind = fill(vnode)
  if (vnode.type === FRAGMENT) vnode.anchor ??= behind
  if (vnode.type === STATIC) vnode.anchor ??= advance(vnode.el, vnode.staticCount - 1)
  return lastOf(vnode).nextSibling
}

function search({ type }: VNode, from: Node | null): Node {
  for (let node = from; node; node = node.nextSibling) if (isOf(type, node)) return node
  throw new Error(`no element for ${String(type)}`)
}

function isOf(type: unknown, node: Node): boolean {
  if (type === TEXT || type === FRAGMENT) return node.nodeType === Node.TEXT_NODE
  if (type === COMMENT) return node.nodeType === Node.COMMENT_NODE
  return typeof type === 'string' ? node.nodeName.toLowerCase() === type.toLowerCase() : true
}

function advance(node: Node, count: number): Node {
  let last = node
  for (let left = count; left > 0 && last.nextSibling; left--) last = last.nextSibling
  return last
}

function lastOf(vnode: VNode): Node {
  const inner = vnode.component?.subTree ?? vnode.suspense?.activeBranch
  return inner ? lastOf(inner) : ((vnode.anchor ?? vnode.el) as Node)
}
