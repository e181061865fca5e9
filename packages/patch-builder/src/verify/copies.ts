import * as t from '@babel/types'
import { type Binding, contains, isModuleLevel } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import type { Findings } from '../findings.js'
import type { Program } from '../program.js'
import { remadeFor } from '../resolve/remade.js'
import { noteEarlierValue } from './earlier.js'
import { isRendered } from './hooks.js'
import { declarationOf } from './initial-values.js'
import { lifetimeOf } from './lifetime.js'
import { isLatest } from './unless.js'

/** `const max = limits.max; return () => max`, and `limits.max` is another value now: closures that were made before the patch keep the copy. */
export function keepsCopies(edit: Edited, program: Program, findings: Findings): void {
  const { pair } = edit
  for (const fn of pair.next.functions)
    for (const binding of fn.captured) {
      const { owner, name, nth } = binding
      if (owner === null || isRendered(owner, pair.next) || !readsMoved(binding, edit)) continue
      for (const cell of pair.cells.get(pair.ids.get(fn) as number) ?? []) {
        const captured = cell.layout.captures.some(
          each => each.name === name && each.owner === pair.ids.get(owner) && each.nth === nth,
        )
        const born = captured ? pair.bornIn(cell) : undefined
        const made = born?.functionOf(cell.function)
        if (born === undefined || made === undefined || lifetimeOf(made, born.module) !== 'lasting') continue
        if (remadeFor(fn, cell, pair).bindings.has(binding)) continue
        noteEarlierValue(binding, owner, made, cell.addedBy === undefined && isLatest(program), edit, program, findings)
      }
    }
}

/** What its declaration reads means something else now, or changes in place. */
function readsMoved(binding: Binding, { pair, topLevel, reads, touched }: Edited): boolean {
  const { owner } = binding
  const declaration = declarationOf(binding, pair.next)
  if (owner === null || declaration === undefined || t.isFunction(declaration) || t.isClass(declaration)) return false
  return [...pair.next.references.values()].some(reference => {
    const { node, fn, binding: read, member } = reference
    if (fn !== owner || read === undefined || !isModuleLevel(read) || !contains(declaration, node)) return false
    if (touched.has(reference)) return true
    if (topLevel.extensions.has(read.name)) return pair.old.scope.bindings.has(read.name)
    const name = read.imported?.name === '*' ? member : read.imported?.name
    return read.imported !== undefined && reads.get(owner)?.includes(`${read.imported.source} ${name} `) === true
  })
}
