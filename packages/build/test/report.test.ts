import type { Report } from '@iaso/protocol'
import { expect, test } from 'vitest'
import { coloured, worstExitCode, writeReport } from '../src/index.js'

const base = { schema: 1, app: 'shop', environment: 'client', release: 'a1b2c3d4e5' } as const
const finding = {
  code: 'IASO2109',
  verdict: 'refused',
  file: 'src/cart.ts',
  line: 12,
  column: 3,
  args: { function: 'src/cart.ts#total', reason: 'it is excluded by a comment' },
} as const

test('an emitted patch', () => {
  const report: Report = {
    ...base,
    outcome: 'emitted',
    functions: 1,
    patch: { id: 'xyz', seq: 2, bytes: 640, brotli: 310 },
    edits: [{ kind: 'changed', key: 'src/cart.ts#total', verdict: 'live', findings: [] }],
  }
  expect(writeReport(report)).toBe(`iaso client a1b2c3d4e5  patch emitted
  live      changed src/cart.ts#total
  patch 2-xyz: 1 function, 640 B, 310 B brotli
`)
})

test('a refusal says where, why, and what to do', () => {
  const report: Report = {
    ...base,
    outcome: 'refused',
    functions: 0,
    edits: [{ kind: 'changed', key: 'src/cart.ts#total', verdict: 'refused', findings: [finding] }],
  }
  expect(writeReport(report)).toContain(
    'src/cart.ts:12:3 IASO2109 "src/cart.ts#total" has no guard (it is excluded by a comment)',
  )
  expect(writeReport(report, coloured)).toContain('\x1b[31mrefused  \x1b[0m')
})

test("what needs the user's word says how to give it", () => {
  const report: Report = {
    ...base,
    outcome: 'needs-word',
    functions: 1,
    edits: [{ kind: 'changed', key: 'a', verdict: 'suspect', findings: [] }],
  }
  expect(writeReport(report)).toContain('--allow suspect')
})

test('of several environments, the worst exit code counts', () => {
  expect([3, 0].reduce(worstExitCode)).toBe(0)
  expect([0, 3].reduce(worstExitCode)).toBe(0)
  expect([0, 5, 4, 3].reduce(worstExitCode)).toBe(5)
  expect([1, 5].reduce(worstExitCode)).toBe(1)
  expect(worstExitCode(undefined, 3)).toBe(3)
})
