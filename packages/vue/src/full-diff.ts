import { isVNode, type VNode, vnodesOf } from './vue.js'

/** `Static`: markup that the compiler made a text of. */
const STATIC = Symbol.for('v-stc')
const FULL_PROPS = 16
const DYNAMIC_SLOTS = 2

/**
 * Vue compares only what its compiler said may change. Between two templates anything may: without these hints it compares all.
 *
 * @param made what the new template made
 * @param before what the old one had made
 * @returns gives the hints back, for what Vue compares next; it is told what became of the root, which Vue may have copied
 */
export function forFullDiff(made: unknown, before: VNode | undefined): (root: VNode) => void {
  const statics = [...vnodesOf(before)].filter(({ type }) => type === STATIC)
  const ends: (() => void)[] = []
  for (const vnode of vnodesOf(made)) {
    ends.push(withoutHints(vnode))
    if (vnode.type === STATIC) keepStatic(vnode, statics)
  }
  return root => {
    for (const end of ends) end()
    if (isVNode(made) && root !== made && root.type === made.type) root.dynamicChildren = made.dynamicChildren
  }
}

/** @returns puts them back */
function withoutHints(vnode: VNode): () => void {
  const { dynamicChildren, patchFlag, children } = vnode
  const slots = isSlots(children) ? children : undefined
  const { _ } = slots ?? {}
  vnode.dynamicChildren = null
  // Negative: says already that there are no hints.
  if (patchFlag >= 0) vnode.patchFlag = FULL_PROPS
  if (slots) slots._ = DYNAMIC_SLOTS
  return () => {
    vnode.dynamicChildren = dynamicChildren
    vnode.patchFlag = patchFlag
    if (slots) slots._ = _ as number
  }
}

/** Vue's production build takes it that static markup is never another: the same stays where it is, other takes its place as something new. */
function keepStatic(vnode: VNode, before: VNode[]): void {
  const at = before.findIndex(({ children }) => children === vnode.children)
  const [old] = at < 0 ? [] : before.splice(at, 1)
  if (old === undefined) {
    vnode.key = Symbol()
    return
  }
  vnode.key = old.key
  vnode.el = old.el
  vnode.anchor = old.anchor
}

/** As the compiler makes them; those that a person wrote are compared anyway. */
function isSlots(children: unknown): children is { _: number } {
  return typeof children === 'object' && children !== null && !Array.isArray(children) && '_' in children
}
