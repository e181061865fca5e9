/** The few fields of Vue's internals that the adapter needs; they are the same in all versions since 3.5. */
export interface VNode {
  readonly __v_isVNode: true
  readonly type: unknown
  key: unknown
  el: Node | null
  anchor: Node | null
  /** Of static markup: how many nodes there are at its top. */
  readonly staticCount: number
  patchFlag: number
  readonly shapeFlag: number
  dynamicChildren: VNode[] | null
  children: unknown
  readonly component: Instance | null
  readonly suspense: { readonly activeBranch: VNode | null; readonly pendingBranch: VNode | null } | null
  /** Of `Suspense`: what its slots made. */
  readonly ssContent?: VNode | null
  readonly ssFallback?: VNode | null
  /** Of `Teleport`: what stands before its children where it leads to. */
  readonly targetStart?: Node | null
  readonly props: { readonly disabled?: unknown } | null
}

/** What the adapter asks of a copy of Vue. */
export interface Vue {
  getCurrentInstance(): unknown
  onUpdated(hook: () => void, target: unknown): void
  proxyRefs(object: object): object
  computed(options: { get(): unknown; set(value: unknown): void }): object
}

/** Of a component, or of what is mixed into it. */
export interface Options {
  readonly methods?: Readonly<Record<string, unknown>>
  readonly computed?: Readonly<Record<string, unknown>>
  readonly inject?: Readonly<Record<string, unknown>>
  readonly mixins?: readonly Options[]
  readonly extends?: Options
}

export type Hook = () => unknown

export interface Effect extends Subscriber {
  stop(): void
}

interface Scope {
  readonly effects: Effect[]
  readonly cleanups: Hook[]
  readonly scopes?: { stop(fromParent: boolean): void }[]
}

/** Lifecycle hooks by their short names: `m` for `mounted`. */
type Hooks = Record<'bm' | 'm' | 'bu' | 'u' | 'bum' | 'um' | 'a' | 'da' | 'ec' | 'rtg' | 'rtc' | 'sp', Hook[] | null>

export interface Instance extends Hooks {
  readonly type: Options & {
    readonly __isKeepAlive?: boolean
    readonly render?: object
    setup?(props: object, context: unknown): object | undefined
  }
  readonly vnode: VNode
  readonly parent: Instance | null
  /** Absent: an async `setup` hasn't come to its end. */
  readonly subTree?: VNode
  readonly isMounted: boolean
  readonly isUnmounted: boolean
  readonly isDeactivated: boolean
  readonly renderCache: unknown[]
  readonly effect: Effect
  readonly scope: Scope
  readonly proxy: object
  readonly props: object
  readonly attrs: object
  readonly slots: object
  readonly setupContext: object | null
  readonly emit: unknown
  setupState: Record<string, unknown>
  accessCache: Record<string, unknown> | null
  provides: object
  exposed: object | null
  exposeProxy: object | null
  /** Of `KeepAlive`: what puts a component that was taken out of the page back. */
  readonly ctx: Record<string, unknown> & { activate?(vnode: VNode, ...more: unknown[]): void }
  readonly appContext: { readonly optionsCache: WeakMap<object, unknown>; readonly mixins: readonly Options[] }
  render: ((...args: unknown[]) => unknown) | null
  update(): void
}

/** An effect, or a computed value. What it has read is a list. */
export interface Subscriber {
  readonly deps?: Link
}

interface Link {
  readonly dep: { readonly computed?: Computed }
  readonly nextDep?: Link
}

export interface Computed extends Subscriber {
  fn(before?: unknown): unknown
  flags: number
  globalVersion: number
  _dirty?: boolean
}

export function isVNode(value: unknown): value is VNode {
  return (value as VNode | null)?.__v_isVNode === true
}

/** Parents before their children. */
export function* instancesBelow(top: VNode): Generator<Instance> {
  // A list instead of recursion: trees get deep.
  const waiting: unknown[] = [top]
  while (waiting.length > 0) {
    const vnode = waiting.pop()
    if (!isVNode(vnode)) continue
    const { component, suspense, children } = vnode
    if (component) {
      yield component
      waiting.push(component.subTree)
    } else if (suspense) waiting.push(suspense.pendingBranch, suspense.activeBranch)
    else if (Array.isArray(children)) for (let at = children.length; at > 0; ) waiting.push(children[--at])
  }
}

/** What a component's own template made, without what is in other components. */
export function* vnodesOf(top: unknown): Generator<VNode> {
  const waiting: unknown[] = [top]
  while (waiting.length > 0) {
    const vnode = waiting.pop()
    if (Array.isArray(vnode)) waiting.push(...vnode)
    if (!isVNode(vnode)) continue
    yield vnode
    waiting.push(vnode.ssContent, vnode.ssFallback)
    if (Array.isArray(vnode.children)) waiting.push(...vnode.children)
  }
}
