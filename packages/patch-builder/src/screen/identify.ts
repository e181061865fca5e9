import type { Fn, Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import type { Program } from '../program.js'

/** Of modules that aren't edited, functions are what they are in the release. */
export function identify(
  program: Program,
  edited: readonly Edited[],
  fn: Fn,
  { path }: Module,
): { readonly id: number; readonly twin: Fn | undefined } {
  const pair = edited.find(edit => edit.pair.path === path)?.pair
  const id = pair?.ids.get(fn) ?? fn.id
  const twin = pair === undefined ? program.old(path).functions[id] : pair.released.get(id)
  return { id, twin }
}
