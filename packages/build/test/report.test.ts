import { type Code, type EditReport, type Finding, type Report, VERDICTS, type Verdict } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import {
  coloured,
  githubAnnotations,
  gitlabReport,
  sarifReport,
  wantedAnnotations,
  worstExitCode,
  writeReport,
} from '../src/index.js'

const base = { schema: 1, app: 'shop', environment: 'client', release: 'a1b2c3d4e5' } as const

const finding = (code: Code, verdict: Verdict, args: Record<string, string>, line = 2): Finding => ({
  code,
  verdict,
  file: 'src/cart.ts',
  line,
  column: 3,
  args,
})

const edit = (key: string, ...findings: Finding[]): EditReport => {
  const verdict = VERDICTS[Math.max(0, ...findings.map(each => VERDICTS.indexOf(each.verdict)))] as Verdict
  return { kind: 'changed', key, verdict, findings }
}

const report = (outcome: Report['outcome'], ...edits: EditReport[]): Report => ({
  ...base,
  outcome,
  functions: 1,
  edits,
})

const CACHED = (name: string, line?: number) =>
  edit(`src/cart.ts#${name}`, finding('IASO3006', 'suspect', { function: name, name: 'cache' }, line))
const UNGUARDED = edit('src/cart.ts#tax', finding('IASO2109', 'refused', { function: 'tax', reason: 'IASO4006' }))
const SOURCE = 'const cache = new Map()\n  function total() {}\n'

test('an emitted patch', () => {
  const emitted: Report = {
    ...report('emitted', edit('src/cart.ts#total')),
    patch: { id: 'xyz', seq: 2, bytes: 640, brotli: 310 },
  }
  expect(writeReport(emitted)).toBe(`iaso client a1b2c3d4e5  patch emitted
  live      changed src/cart.ts#total
  patch 2-xyz: 1 function, 640 B, 310 B brotli
`)
})

test('a patch that takes effect only where something has not run', () => {
  const asked = {
    ...finding('IASO3013', 'live', { function: 'on', maker: 'open', why: 'it reads "b"' }),
    unless: ['src/cart.ts#open'],
  }
  const emitted: Report = {
    ...report('emitted', edit('src/cart.ts#on', asked)),
    patch: { id: 'xyz', seq: 1, bytes: 640, brotli: 310 },
  }
  const text = writeReport(emitted, { width: 400 })
  expect(text).toContain('only where src/cart.ts#open has not run yet, and is rejected elsewhere (IASO1208)')
  expect(text).toMatch(/It is rejected where one of these has run: src\/cart\.ts#open\n$/)
})

test('what is the matter is said once, the worst first, with the place, until when, and what to do', () => {
  const names = ['total', 'net', 'gross', 'a', 'b', 'c', 'd', 'e', 'f', 'g']
  const text = writeReport(report('refused', edit('src/cart.ts#fine'), ...names.map(name => CACHED(name)), UNGUARDED), {
    width: 80,
    source: file => (file === 'src/cart.ts' ? SOURCE : undefined),
  })
  expect(text).toBe(`iaso client a1b2c3d4e5  no patch: refused

  refused   IASO2109
    src/cart.ts:2:3  changed src/cart.ts#tax
      "tax" has no guard (IASO4006, it is excluded by a comment), so a change to
      it can't go live.
      2 │ function total() {}
        │ ^
    → write it in another way, or ship a release

  suspect   IASO3006  10 times
    src/cart.ts:2:3  changed src/cart.ts#total
      Results of "total" may be kept in "cache"; old results stay there. Clear
      it in a migration.
      2 │ function total() {}
        │ ^
    src/cart.ts:2:3  changed src/cart.ts#net
      Results of "net" may be kept in "cache"; old results stay there. Clear it
      in a migration.
      2 │ function total() {}
        │ ^
    src/cart.ts:2:3  changed src/cart.ts#gross
      Results of "gross" may be kept in "cache"; old results stay there. Clear
      it in a migration.
      2 │ function total() {}
        │ ^
    … and src/cart.ts#a, src/cart.ts#b, src/cart.ts#c, src/cart.ts#d,
    src/cart.ts#e and 2 more
    It stays so until those entries are gone.
    → answer it in a migration (iaso migration new), or --allow suspect

  live      changed src/cart.ts#fine
`)
})

test('no line is longer than the terminal is wide, whatever the source', () => {
  const long = `const cache = new Map()\n${'\t'.repeat(9)}return ${'x'.repeat(300)}\n`
  for (const width of [60, 80, 120])
    for (const column of [1, 10, 200]) {
      const place = { ...finding('IASO3006', 'suspect', { function: 'f', name: 'c' }), column }
      const text = writeReport(report('needs-word', edit('src/cart.ts#total', place)), { width, source: () => long })
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
      const [source = '', mark = ''] = text.split('\n').filter(line => line.includes('│'))
      if (column > 9) expect(mark.indexOf('^')).toBeLessThanOrEqual(source.length)
    }
})

test('what a migration answers is live, and named', () => {
  const answered = { ...finding('IASO3006', 'live', { function: 'total', name: 'cache' }), answeredBy: '0001-clear' }
  expect(writeReport(report('emitted', edit('src/cart.ts#total', answered)))).toContain(
    'Clear it in a migration. Answered by the migration 0001-clear.',
  )
})

test("what needs the user's word says how to give it, in so many words", () => {
  const once = edit('src/main.ts#top level', finding('IASO3001', 'no-effect', { path: 'src/main.ts' }))
  const text = writeReport(report('needs-word', CACHED('total'), once))
  expect(text).toContain('--allow no-effect,suspect\n')
  expect(writeReport(report('needs-word', CACHED('total')), { paint: coloured })).toContain('\x1b[33msuspect  \x1b[0m')
})

test('of several environments, the worst exit code counts', () => {
  expect([3, 0].reduce(worstExitCode)).toBe(0)
  expect([0, 3].reduce(worstExitCode)).toBe(0)
  expect([0, 5, 4, 3].reduce(worstExitCode)).toBe(5)
  expect([1, 5].reduce(worstExitCode)).toBe(1)
  expect(worstExitCode(undefined, 3)).toBe(3)
})

describe('annotations', () => {
  const all = report(
    'refused',
    CACHED('total', 7),
    UNGUARDED,
    edit('vite', {
      code: 'IASO2102',
      verdict: 'refused',
      file: 'vite',
      args: { name: 'a,b', before: '100%', after: '1\n2' },
    }),
  )

  test('of GitHub: escaped, with file and line', () => {
    expect(githubAnnotations(all)).toEqual([
      '::error file=vite,title=Iaso%3A refused%2C IASO2102::The release was built with another a,b: 100%25 → 1%0A2. Build the patch as the release was built, or ship a release. → write it in another way, or ship a release',
      `::error file=src/cart.ts,line=2,col=3,title=Iaso%3A refused%2C IASO2109::"tax" has no guard (IASO4006, it is excluded by a comment), so a change to it can't go live. → write it in another way, or ship a release`,
      '::warning file=src/cart.ts,line=7,col=3,title=Iaso%3A suspect%2C IASO3006::Results of "total" may be kept in "cache"; old results stay there. Clear it in a migration. It stays so until those entries are gone. → answer it in a migration (iaso migration new), or --allow suspect',
    ])
  })

  test('of GitHub: five of a code', () => {
    expect(githubAnnotations(report('needs-word', ...'abcdefgh'.split('').map(name => CACHED(name))))).toHaveLength(5)
  })

  test('of GitLab, and SARIF', () => {
    expect(JSON.parse(gitlabReport(all))[0]).toMatchObject({
      check_name: 'IASO3006',
      fingerprint: 'IASO3006 src/cart.ts#total',
      severity: 'major',
      location: { path: 'src/cart.ts', lines: { begin: 7 } },
    })
    const { version, runs } = JSON.parse(sarifReport(all, '1.0.0'))
    expect([version, runs[0].results.length]).toEqual(['2.1.0', 3])
    expect(runs[0].results[0]).toMatchObject({
      ruleId: 'IASO3006',
      level: 'warning',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'src/cart.ts' }, region: { startLine: 7, startColumn: 3 } } },
      ],
    })
  })

  test('where they are wanted', () => {
    expect(wantedAnnotations({})).toEqual([])
    expect(wantedAnnotations({ GITHUB_ACTIONS: 'true' })).toEqual(['github'])
    expect(wantedAnnotations({ GITHUB_ACTIONS: 'true', IASO_ANNOTATIONS: 'none' })).toEqual([])
    expect(wantedAnnotations({ IASO_ANNOTATIONS: 'gitlab,sarif' })).toEqual(['gitlab', 'sarif'])
    expect(() => wantedAnnotations({ IASO_ANNOTATIONS: 'jira' })).toThrow('IASO1108')
  })
})
