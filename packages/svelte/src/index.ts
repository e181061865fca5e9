/**
 * Makes Svelte 5 show a patch. Svelte evaluates what a template shows when something that it reads changes; after a patch, what it reads is the same and the
 * code is another.
 *
 * Limits first. Components are made once. Where a patch makes them in another way, the instances that are there end, and are made anew where they stand.
 */
import { on } from '@iaso/runtime'
import { appsHere, Change, RELEASE, screenOf } from './screen.js'
import { judging, showAgain } from './show-again.js'
import type { Reaction, Svelte } from './svelte.js'

export { effects, repeatable, root } from './hooks.js'
export { entering, keeping, leaving } from './instances.js'
export { templates } from './templates.js'

type IsDirty = (reaction: Reaction) => boolean

/** Has Svelte ask the adapter whether something is to be evaluated again. */
type Intercept = (wrap: (isDirty: IsDirty) => IsDirty) => void

/** Shows patches whenever one was applied or reverted. Svelte's own modules call it, once a copy. */
export function connect(svelte: Svelte, intercept: Intercept): void {
  if (!globalThis.document) return
  /** What each application's components were last brought to. */
  const shown = new Map(appsHere().map(app => [app, screenOf(app)]))
  let isWatching = false
  const show = ({ app }: { readonly app: string }) => {
    const after = screenOf(app)
    const change = new Change(shown.get(app) ?? RELEASE, after)
    shown.set(app, after)
    if (!isWatching) intercept(isDirty => judging(svelte, isDirty))
    isWatching = true
    showAgain(svelte, change)
  }
  on('applied', show)
  on('reverted', show)
}
