import type { Module } from './model.js'

/** A module of which nothing has been read yet. */
export function emptyModule(
  known: Pick<Module, 'program' | 'format' | 'path' | 'scope' | 'strict' | 'factory'>,
): Module {
  return {
    ...known,
    functions: [],
    classes: [],
    references: new Map(),
    globals: new Map(),
    places: [],
    texts: [],
    named: new Map(),
    members: new Set(),
    calls: new Map(),
    angular: new Set(),
    names: new Set(),
    eval: false,
  }
}
