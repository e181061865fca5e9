import type * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import { cellName, type WireSetup } from '@iaso/protocol'
import type { Edited, Emitted } from '../emit/index.js'
import type { Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { cellsOf } from '../screen/cells.js'
import { lastName } from '../screen/places.js'
import { Reach } from '../screen/reach.js'
import { tellerOf } from './handed.js'
import { hasVue, type Setups } from './index.js'
import { isRenderer } from './once.js'
import { namesOfOptions } from './options.js'
import { isSetup, setupAround, setupOf } from './setup.js'

/** What `@iaso/vue` is told. */
export interface Shown {
  /** Cells of the functions by which it knows the components and computed values that the patch concerns; absent: nobody can say which. */
  readonly shows?: readonly string[]
  readonly setups: ReadonlyMap<string, WireSetup<t.Expression>>
  /** Names of methods and computed values that options of components have gained or lost. */
  readonly options?: readonly string[]
}

/** For pages whose adapter for Vue is there. */
export function shownBy(
  program: Program,
  edited: readonly Edited[],
  setups: Setups,
  emitted: Emitted,
): Shown | undefined {
  if (!hasVue(program.mapping) || program.input.drill) return undefined
  const reach = new Reach(program, edited)
  const found = [...reach.functions()]
  const names = namesOfOptions(edited)
  const options = names.length > 0 ? { options: names } : {}
  const told = new Map([...found.flatMap(([fn, module]) => computedIn(fn, module, program)), ...setups.wire])
  if (reach.isOpen) return { setups: told, ...options }
  const known = found.filter(([fn, module]) => isSetup(fn, module) || isRenderer(fn, module) || isComputed(fn, module))
  return {
    shows: known.flatMap(([fn, module]) => cellsOf(fn, module, program, edited, emitted)),
    setups: told,
    ...options,
  }
}

/** Handlers may be all who read a computed value: then it is found among the variables of the instance. */
function computedIn(fn: Fn, module: Module, program: Program): [string, WireSetup<t.Expression>][] {
  const around = isComputed(fn, module) ? setupAround(fn, module) : undefined
  if (around === undefined || !program.isReleased(module.path)) return []
  const pair = program.pair(module.path)
  const release = pair.released.get(pair.ids.get(around) as number)
  const old = release && setupOf(release, pair.old)
  const told = old && tellerOf(old, pair)
  if (told === undefined) return []
  return (pair.cells.get(release?.id as number) ?? []).map(({ cell }) => [cellName(pair.mapping.id, cell), told])
}

function isComputed({ node }: Fn, module: Module): boolean {
  const call = parentsOf(module).get(node)
  return call?.type === 'CallExpression' && lastName(call.callee) === 'computed'
}
