/**
 * Makes Vue's production builds (since 3.5) show a patch. Vue has no reason of its own to render: nothing that a template has read changed.
 *
 * Limits first. What is rendered into detached elements, closed shadow roots and other documents is not found.
 */
import { on } from '@iaso/runtime'
import { renderConcerned } from './render-again.js'
import { rootsIn } from './roots.js'
import { Change, RELEASE, screenOf } from './screen.js'
import { remember } from './setup.js'
import type { Vue } from './vue.js'

/**
 * Renders components again whenever a patch was applied or reverted. Returns what ends that.
 *
 * @example
 * import { computed, getCurrentInstance, onUpdated, proxyRefs } from 'vue'
 * install({ computed, getCurrentInstance, onUpdated, proxyRefs })
 */
export function install(vue: Vue): () => void {
  if (!globalThis.document) return () => {}
  // another copy of Vue on the page
  if (!remember(vue)) return () => {}
  /** What each application's components were last brought to. */
  const shown = new Map(appsHere().map(app => [app, screenOf(app)]))
  const show = ({ app }: { readonly app: string }) => {
    const before = shown.has(app) ? shown.get(app) : RELEASE
    const after = screenOf(app)
    shown.set(app, after)
    renderConcerned(rootsIn(document), new Change([before, after], after))
  }
  const ends = [on('applied', show), on('reverted', show)]
  return () => {
    for (const end of ends) end()
  }
}

function appsHere(): string[] {
  const names = Object.getOwnPropertyNames(globalThis)
  return names.flatMap(name => (name.startsWith('$iaso:') ? [name.slice('$iaso:'.length)] : []))
}
