import { expect, test } from 'vitest'
import { Change, RELEASE } from '../src/screen.js'

/** As a guarded function looks. */
const behind = (cell: string) => new Function(`return () => ${cell} ? ${cell}() : 1`)() as () => unknown

test('derived values that hold something are left alone, also where everything may be concerned', () => {
  const after = { kept: ['$abcdef0'] }
  const changes = [
    new Change(RELEASE, after),
    new Change(after, RELEASE),
    new Change({ deriveds: ['$abcdef0'] }, after),
  ]
  for (const change of changes) {
    expect(change.concerns(behind('$abcdef0'))).toBe(false)
    expect(change.concerns(behind('$abcdef1'))).toBe(true)
    // Svelte's own
    expect(change.concerns(() => 1)).toBe(true)
  }
  const told = new Change(RELEASE, { deriveds: ['$abcdef1'] })
  expect([told.concerns(behind('$abcdef0')), told.concerns(behind('$abcdef1'))]).toEqual([false, true])
})
