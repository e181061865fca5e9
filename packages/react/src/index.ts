/**
 * Makes React's production builds (18 and 19) show a patch, as soon as it is applied: React has no reason of its own to render, for no props, no state changed.
 *
 * Limits first. Roots that took over a server's markup are found in documents' open trees only. Effects whose dependencies didn't change
 * don't run again, unless the patch was built to have them do so; the report names them.
 */
import { on, state } from '@iaso/runtime'
import { cellsOf } from './cells.js'
import { componentOf, type Fiber, type FiberRoot, isClass } from './fiber.js'
import { fit } from './hooks.js'
import { affectedFibers, giveWay, renderAgain } from './render-again.js'
import { containerKey, liveRoots, type RootPrototype } from './roots.js'
import { type Change, RELEASE, type Screen, signatures } from './screen.js'

/** `react-dom/client` and `react-dom`, or as much of them. */
export interface ReactDom {
  createRoot(container: Element | Document): object
  flushSync(callback: () => void): void
  readonly version: string
}

/**
 * Renders again what a patch concerns whenever one was applied or reverted, before the event loop goes on. Returns what ends that.
 *
 * @example
 * import { createRoot } from 'react-dom/client'
 * import { flushSync, version } from 'react-dom'
 * install({ createRoot, flushSync, version })
 */
export function install(dom: ReactDom): () => void {
  // Never rendered into: it shows this copy's key and its prototype. In this document, React would take itself to hear all events already.
  const container = new Document()
  const prototype = Object.getPrototypeOf(dom.createRoot(container)) as RootPrototype & { [TOLD]?: boolean }
  const key = containerKey(container)
  const major = Number.parseInt(dom.version, 10)
  if (!key || !(major === 18 || major === 19)) {
    return on('applied', () => console.error(`${UNSHOWN}: React ${dom.version} is unknown`))
  }
  // Another bundle that shares this copy of React has told of it.
  if (prototype[TOLD]) return () => {}
  prototype[TOLD] = true
  const seen = new Set<WeakRef<FiberRoot>>()
  const known = new WeakSet<FiberRoot>()
  const { render } = prototype
  prototype.render = function (element) {
    const root = this._internalRoot
    if (!known.has(root)) seen.add(new WeakRef(root))
    known.add(root)
    render.call(this, element)
  }
  /** What each application's components were last fitted to; its patch may be older than this. */
  const shown = new Map<string, Screen | undefined>(
    Object.getOwnPropertyNames(globalThis).flatMap(name =>
      name.startsWith('$iaso:') ? [[name.slice(6), screenOf(name.slice(6))] as const] : [],
    ),
  )
  let complained = false
  const show = ({ app }: { readonly app: string }) => {
    const change: Change = [shown.has(app) ? shown.get(app) : RELEASE, screenOf(app)]
    shown.set(app, change[1])
    try {
      const work = [...liveRoots(seen, key)].map(root => [root, affectedFibers(root, change)] as const)
      // Before anything renders: React would meet the new code with the old hooks.
      for (const [, fibers] of work) for (const fiber of fibers) fitTo(change, fiber, major < 19)
      dom.flushSync(() => {
        for (const [root, fibers] of work) renderAgain(root, render, fibers)
      })
      for (const [root] of work) giveWay(root)
    } catch (error) {
      if (!complained) console.error(UNSHOWN, error)
      complained = true
    }
  }
  const ends = [
    on('applied', show),
    on('reverted', show),
    () => {
      prototype.render = render
      prototype[TOLD] = false
    },
  ]
  return () => {
    for (const end of ends) end()
  }
}

const UNSHOWN = 'Iaso: patches show wherever React renders next'

const TOLD = Symbol.for('iaso:react')

/** Of the live patch; a patch that says nothing of the screen has none. */
function screenOf(app: string): Screen | undefined {
  const { patch } = state(app) as { readonly patch: { readonly screen?: Screen } | undefined }
  return patch ? patch.screen : RELEASE
}

function fitTo(change: Change, fiber: Fiber, compilerHook: boolean): void {
  const component = componentOf(fiber)
  const [cell] = component && !isClass(fiber) ? cellsOf(component, false) : []
  if (cell === undefined) return
  fit(fiber, signatures(change, cell), compilerHook)
}
