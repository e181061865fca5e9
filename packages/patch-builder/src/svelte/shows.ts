import type { Edited, Emitted } from '../emit/index.js'
import type { Program } from '../program.js'
import { cellsOf } from '../screen/cells.js'
import { Reach } from '../screen/reach.js'
import { hasSvelte, placeOf } from './svelte.js'
import type { TemplateChange, Templates } from './templates.js'

/** What `@iaso/svelte` is told. */
export interface ShownBySvelte {
  /** Cells of the functions behind `$derived` that come to something else; absent: nobody can say which. */
  readonly deriveds?: readonly string[]
  readonly templates: readonly TemplateChange[]
}

/** For pages whose adapter for Svelte is there. */
export function shownBySvelte(
  program: Program,
  edited: readonly Edited[],
  templates: Templates,
  emitted: Emitted,
): ShownBySvelte | undefined {
  if (!hasSvelte(program.mapping) || program.input.drill) return undefined
  // Svelte knows by itself who reads a derived value.
  const reach = new Reach(program, edited, (use, module) => placeOf(use, module) !== undefined)
  const all = { templates: templates.wire() }
  if (reach.isOpen) return all
  const deriveds = [...reach.functions()].filter(([{ node }, module]) => placeOf(node, module) !== undefined)
  return { ...all, deriveds: deriveds.flatMap(([fn, module]) => cellsOf(fn, module, program, edited, emitted)) }
}
