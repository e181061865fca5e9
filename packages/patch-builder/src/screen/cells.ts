import type { Fn, Module } from '@iaso/babel-plugin'
import { cellName } from '@iaso/protocol'
import type { Edited, Emitted } from '../emit/index.js'
import type { Program } from '../program.js'

/** Names of the cells that a function's guards read, the release's and those that the patch brings. */
export function cellsOf(
  fn: Fn,
  { path }: Module,
  program: Program,
  edited: readonly Edited[],
  emitted: Emitted,
): string[] {
  const known = program.mapping.modules[path]
  const pair = edited.find(edit => edit.pair.path === path)?.pair
  const id = pair?.ids.get(fn) ?? fn.id
  return [...(known?.cells ?? []), ...(emitted.cells.get(path) ?? [])]
    .filter(cell => cell.function === id)
    .map(({ cell }) => cellName(known?.id ?? program.input.moduleId(path), cell))
}
