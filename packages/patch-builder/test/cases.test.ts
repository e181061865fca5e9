import { afterAll, describe, expect, test } from 'vitest'
import { type Case, readCases, type Version, writeVerdicts } from './cases.js'
import { RunningProgram, runCommonJs, runPlain, type Sources, stored } from './program.js'

const FOLDER = `${import.meta.dirname}/edits`
const verdicts = new Map<string, string[]>()

/**
 * Every case runs as a guarded release. What `warm()` made under each version, and what it makes anew, must do the same as a fresh build of
 * the newest version; after a revert, the same as the release.
 */
for (const [file, cases] of readCases(FOLDER))
  describe(file, () => {
    if (process.env.UPDATE) afterAll(() => writeVerdicts(`${FOLDER}/${file}`, verdicts))
    const filter = process.env.FILTER ?? ''
    for (const each of cases.filter(({ name }) => name.includes(filter)))
      test(each.name, () => run(each, file.startsWith('commonjs') ? 'commonjs' : 'module'))
  })

interface Exports {
  warm(): unknown
  see(state: unknown): unknown
}

interface Made {
  /** The patch that it was made under; 0: the release. */
  readonly from: number
  readonly state: unknown
  /** What it goes on doing, where a patch leaves it on the code that it had. */
  readonly stays?: unknown
}

async function run({ name, versions }: Case, format: 'module' | 'commonjs'): Promise<void> {
  const program = new RunningProgram((versions[0] as Version).sources, format)
  const plain = async ({ sources }: { sources: Sources }) =>
    observe(format === 'module' ? await runPlain(sources) : runCommonJs(path => sources[path] as string, sources))
  try {
    const exports = (await program.run()) as unknown as Exports
    const released = await plain(versions[0] as Version)
    expect(await observe(exports)).toEqual(released)
    const made: Made[] = [{ from: 0, state: await exports.warm() }]
    let live = 0
    for (const [at, version] of versions.entries()) {
      if (at === 0) continue
      const earlier =
        isNewOnly(version) || endsOld(version) ? await Promise.all(made.map(each => keeping(exports, each))) : made
      const applied = await applyVersion(program, version, name)
      if (applied === 'rejected') {
        await compareAll(exports, made, await plain(versions[live] as Version), `patch ${at} was rejected`)
        await runCold({ name, versions: versions.slice(0, at + 1) }, format, plain)
      }
      if (applied !== 'applied') continue
      live = at
      await compareAll(exports, earlier, await plain(version), `patch ${at}`)
      made.push({ from: at, state: await exports.warm() })
    }
    program.revert()
    const stayed = (expected = '') => /\(IASO\d+\)$/.test(expected)
    const back = made.filter(({ from }) => !stayed(versions[from]?.expected))
    await compareAll(exports, back, released, 'revert')
  } finally {
    program.revert()
    program.dispose()
  }
}

/** Where nothing has been made yet, what is live unless something has runs like a fresh build. */
async function runCold(
  { versions }: Case,
  format: 'module' | 'commonjs',
  plain: (version: Version) => Promise<unknown>,
): Promise<void> {
  const program = new RunningProgram((versions[0] as Version).sources, format)
  try {
    const exports = (await program.run()) as unknown as Exports
    const patches: string[] = []
    for (const version of versions.slice(1)) {
      const { sources } = version
      const allow = isNewOnly(version) ? (['new-only'] as const) : []
      const { patch, mapping } = await program.build(sources, allow)
      if (patch === undefined || mapping === undefined) continue
      expect(program.apply(patch.code)).toMatchObject({ status: 'applied' })
      program.mapping = stored(mapping)
      expect((await program.build(sources, allow)).report.outcome, 'the same once more').toBe('unchanged')
      patches.push(patch.code)
    }
    const newest = await plain(versions.at(-1) as Version)
    expect(await observe(exports), 'cold').toEqual(newest)
    program.revert()
    expect(await observe(exports), 'reverted').toEqual(await plain(versions[0] as Version))
    await exports.warm()
    expect(program.apply(patches.at(-1) as string)).toMatchObject({ status: 'rejected', code: 'IASO1208' })
  } finally {
    program.revert()
    program.dispose()
  }
}

/** `---- live unless IASO3013`: where what it is about has been made, the patch is rejected. */
const UNLESS = ' unless '

/** `---- new-only IASO3013`: it is applied with the user's word, and what was made before must go on as it was. */
const NEW_ONLY = 'new-only '

/** `---- live (IASO3010)`: what was made under the patch doesn't go back to the release's code, or hasn't what that asks for. */
const STAYS = ['IASO3010', 'IASO3026', 'IASO3028']

/** `---- live (IASO3040)`: what was begun before the patch ends as it would have. */
const ENDS = ' (IASO3040)'

function endsOld({ expected }: Version): boolean {
  return expected.endsWith(ENDS)
}

function isNewOnly({ expected }: Version): boolean {
  return expected.startsWith(NEW_ONLY)
}

async function keeping(exports: Exports, made: Made): Promise<Made> {
  return { ...made, stays: await observe(exports, made.state) }
}

/** Builds the patch, compares the verdict, applies what is live. */
async function applyVersion(
  program: RunningProgram,
  version: Version,
  name: string,
): Promise<'applied' | 'rejected' | undefined> {
  const { expected, sources } = version
  const allow = isNewOnly(version) ? (['new-only'] as const) : []
  const { report, patch, mapping } = await program.build(sources, allow)
  const codes = report.edits.flatMap(({ findings }) =>
    findings.filter(({ verdict }) => verdict !== 'live').map(({ code }) => code),
  )
  const asked = report.edits.flatMap(({ findings }) =>
    findings.filter(({ unless }) => unless !== undefined).map(({ code }) => code),
  )
  const unless = asked.length === 0 ? '' : `${UNLESS}${[...new Set(asked)].sort().join(' ')}`
  const found = `${[...new Set(codes)].sort().join(' ') || 'live'}${unless}`
  const has = (note: string) => report.edits.some(({ findings }) => findings.some(({ code }) => code === note))
  const notes = `${STAYS.flatMap(note => (has(note) ? ` (${note})` : [])).join('')}${found.startsWith('live') && has('IASO3040') ? ENDS : ''}`
  const verdict = `${isNewOnly(version) ? NEW_ONLY : ''}${found}${notes}`
  verdicts.set(name, [...(verdicts.get(name) ?? []), verdict])
  if (!process.env.UPDATE) expect(verdict).toBe(expected)
  if (patch === undefined || mapping === undefined) return undefined
  if (process.env.DEBUG) console.log(patch.code)
  const result = program.apply(patch.code)
  if (asked.length > 0 && result.status === 'rejected') {
    expect(result).toMatchObject({ code: 'IASO1208' })
    return 'rejected'
  }
  expect(result).toMatchObject({ status: 'applied' })
  program.mapping = stored(mapping)
  expect((await program.build(sources, allow)).report.outcome, 'the same once more').toBe('unchanged')
  return 'applied'
}

async function compareAll(exports: Exports, made: readonly Made[], wanted: unknown, when: string): Promise<void> {
  for (const { from, state, stays } of made) {
    const now = await observe(exports, state)
    // what a patch made may hand over more than what the release made
    if (from > 0 && stays !== undefined) expect([stays, wanted]).toContainEqual(now)
    else expect(now, `after ${when}, made under ${from > 0 ? `patch ${from}` : 'the release'}`).toEqual(stays ?? wanted)
  }
  expect(await observe(exports), `after ${when}, made anew`).toEqual(wanted)
}

async function observe(exports: object, state?: unknown): Promise<unknown> {
  const { warm, see } = exports as Exports
  try {
    return JSON.parse(JSON.stringify((await see(state ?? (await warm()))) ?? null))
  } catch (error) {
    return `throws ${(error as Error).message}`
  }
}
