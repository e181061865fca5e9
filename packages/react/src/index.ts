/**
 * Makes React's production builds (18 and 19) show a patch. React has no reason of its own to render: no props, no state changed.
 *
 * Limits first. Roots in detached elements, closed shadow roots and other documents are not found. Effects whose dependencies
 * didn't change don't run again, and `useMemo` and `useCallback` keep what they have: that is React's contract, and a patch
 * that needs more says so when it is built.
 */
import { on } from '@iaso/runtime'
import { type Render, renderAgain } from './render-again.js'
import { containerKey, rootsIn } from './roots.js'

/** `react-dom/client`, or as much of it. */
export interface ReactDomClient {
  createRoot(container: Element): object
}

/**
 * Renders all roots again whenever a patch was applied or reverted. Returns what ends that.
 *
 * @example
 * import * as client from 'react-dom/client'
 * install(client)
 */
export function install(client: ReactDomClient): () => void {
  let complained = false
  const show = () => {
    try {
      renderAll(client)
    } catch (error) {
      if (!complained)
        console.error('Iaso: React could not render again. The patch shows wherever React renders next.', error)
      complained = true
    }
  }
  const ends = [on('applied', show), on('reverted', show)]
  return () => {
    for (const end of ends) end()
  }
}

function renderAll(client: ReactDomClient): void {
  // Never rendered into: it shows this copy's key and its `render`.
  const container = document.createElement('div')
  const { render } = Object.getPrototypeOf(client.createRoot(container)) as { render: Render }
  const key = containerKey(container)
  if (!key) throw new Error('unknown version of react-dom')
  for (const root of new Set(rootsIn(document, key))) renderAgain(root, render)
}
