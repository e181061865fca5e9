import type { Names } from '../compare/reads.js'
import type { Write } from '../compare/writes.js'
import type { Edited } from '../emit/index.js'
import type { Findings } from '../findings.js'
import type { Program } from '../program.js'
import { keepsOldResults } from './caches.js'
import { verifyClasses } from './classes.js'
import { keepsCopies } from './copies.js'
import { keepsEarlierValues } from './earlier.js'
import { keepsLength } from './lengths.js'
import { loopsAcross } from './loops.js'
import { keepsInStatements, keepsWhatOthersMade, keepsWhatWasMade } from './made-at-start.js'
import { keepsMemos } from './memos.js'
import { readsOldResults } from './old-results.js'
import { madeOfWritten } from './order-of-writes.js'
import { keepsOtherValues } from './other-values.js'
import { withRestored } from './other-ways.js'
import { verifyOwnProperties } from './own-properties.js'
import { missesAfterRevert, readsNewProperties } from './properties.js'
import { readsOtherKinds } from './property-kinds.js'

/** Changed code that meets what the old code made. */
export function verifyState(
  program: Program,
  edited: readonly Edited[],
  touched: Names['touched'],
  findings: Findings,
): void {
  keepsMemos(edited, touched, program, findings)
  for (const edit of edited) {
    readsOldResults(edit, program, findings)
    keepsOldResults(withRestored(edit), findings)
    keepsWhatWasMade(edit, findings)
    keepsWhatOthersMade(edit, findings)
    keepsInStatements(edit, findings)
    madeOfWritten(edit, source => writesOf(program.resolve(edit.pair.path, source)), findings)
    keepsEarlierValues(edit, program, findings)
    keepsCopies(edit, program, findings)
    keepsLength(edit, findings)
    readsOtherKinds(edit, program, findings)
    keepsOtherValues(edit, program, findings)
    verifyClasses(edit, program, findings)
  }
  loopsAcross(edited, program, findings)
  verifyOwnProperties(edited, program, findings)
  readsNewProperties(edited, program, findings)
  missesAfterRevert(edited, findings)

  function writesOf(path: string | undefined): readonly Write[] {
    return edited.find(({ pair }) => pair.path === path)?.topLevel.writes ?? []
  }
}
