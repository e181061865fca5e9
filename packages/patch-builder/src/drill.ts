import { compareFunctions } from './compare/functions.js'
import { Held } from './compare/held.js'
import { NO_CHANGE } from './compare/toplevel.js'
import type { Edited } from './emit/index.js'
import { type Findings, keyOf } from './findings.js'
import type { Pair } from './program.js'

/** All that has a guard; what has none stays as it is. */
export function editAll(pair: Pair): Edited {
  const changes = compareFunctions(pair, new Map(), true).changed
  return {
    pair,
    topLevel: NO_CHANGE,
    changes,
    makers: [],
    left: [],
    held: new Held(pair, [], ''),
    reads: new Map(),
    touched: new Set(),
    initialised: [],
    unset: [],
  }
}

/** What a drill patches: a function that is refused stays as it is, and the report says so. */
export function fitting(edit: Edited, findings: Findings): Edited {
  return { ...edit, changes: edit.changes.filter(({ fn }) => !findings.isRefused(keyOf(edit.pair.next, fn))) }
}
