/**
 * Makes Vue's production builds (since 3.5) show a patch. Vue has no reason of its own to render: nothing that a template has read changed.
 *
 * Limits first. What is rendered into detached elements, closed shadow roots and other documents is not found. What `setup` has made stays:
 * watchers, lifecycle hooks, provided values. A computed value that no template and no watcher reads keeps its value until something that it
 * has read changes.
 */
import { on } from '@iaso/runtime'
import { renderAll } from './render-again.js'
import { rootsIn } from './roots.js'

/** Renders all components again whenever a patch was applied or reverted. Returns what ends that. */
export function install(): () => void {
  if (!globalThis.document) return () => {}
  const show = () => renderAll(rootsIn(document))
  const ends = [on('applied', show), on('reverted', show)]
  return () => {
    for (const end of ends) end()
  }
}
