import type { Edited, Emitted } from '../emit/index.js'
import type { Program } from '../program.js'
import { cellsOf } from '../screen/cells.js'
import { Reach } from '../screen/reach.js'
import { allKept, type Kept } from './kept.js'
import type { Makes } from './makes.js'
import { hasSvelte, placeOf } from './svelte.js'
import type { TemplateChange, Templates } from './templates.js'

/** What `@iaso/svelte` is told. */
export interface ShownBySvelte {
  /** Cells of the functions behind `$derived` that come to something else; absent: nobody can say which. */
  readonly deriveds?: readonly string[]
  /** Of those that hold what was done to them: they wait until something that they read changes. */
  readonly kept?: readonly string[]
  readonly templates: readonly TemplateChange[]
  /** Cells of components that make something else → a digest of what they make. */
  readonly makes: Readonly<Record<string, string>>
}

/** For pages whose adapter for Svelte is there. */
export function shownBySvelte(
  program: Program,
  edited: readonly Edited[],
  { templates, makes }: { readonly templates: Templates; readonly makes: Makes },
  emitted: Emitted,
): ShownBySvelte | undefined {
  if (!hasSvelte(program.mapping) || program.input.drill) return undefined
  // Svelte knows by itself who reads a derived value.
  const reach = new Reach(program, edited, (use, module) => placeOf(use, module) !== undefined)
  const kept = allKept(program)
  const cells = ({ fn, module }: Pick<Kept, 'fn' | 'module'>) => cellsOf(fn, module, program, edited, emitted)
  // an earlier patch may have left that to all
  const isTold = reach.isOpen || program.mapping.patches.length > 0
  const shown = {
    templates: templates.wire(),
    makes: makes.wire(emitted),
    ...(isTold ? { kept: kept.flatMap(cells) } : undefined),
  }
  if (reach.isOpen) return shown
  const held = new Set(kept.map(({ fn }) => fn))
  const deriveds = [...reach.functions()].filter(([fn, module]) => placeOf(fn.node, module) && !held.has(fn))
  return { ...shown, deriveds: deriveds.flatMap(([fn, module]) => cells({ fn, module })) }
}
