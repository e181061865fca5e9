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
  readonly when: string
  readonly state: unknown
}

async function run({ name, versions }: Case, format: 'module' | 'commonjs'): Promise<void> {
  const program = new RunningProgram((versions[0] as Version).sources, format)
  const plain = async ({ sources }: { sources: Sources }) =>
    observe(format === 'module' ? await runPlain(sources) : runCommonJs(sources['main.js'] as string))
  try {
    const exports = (await program.run()) as unknown as Exports
    const released = await plain(versions[0] as Version)
    expect(await observe(exports)).toEqual(released)
    const made: Made[] = [{ when: 'under the release', state: await exports.warm() }]
    for (const [at, version] of versions.entries())
      if (at > 0 && (await applyVersion(program, version, name)))
        await compareAll(exports, made, await plain(version), `patch ${at}`)
    program.revert()
    await compareAll(exports, made, released, 'revert')
  } finally {
    program.revert()
    program.dispose()
  }
}

/** Builds the patch, compares the verdict, applies what is live. */
async function applyVersion(program: RunningProgram, { expected, sources }: Version, name: string): Promise<boolean> {
  const { report, patch, mapping } = await program.build(sources)
  const codes = report.edits.flatMap(({ findings }) =>
    findings.filter(({ verdict }) => verdict !== 'live').map(({ code }) => code),
  )
  const verdict = codes.length === 0 ? 'live' : [...new Set(codes)].sort().join(' ')
  verdicts.set(name, [...(verdicts.get(name) ?? []), verdict])
  if (!process.env.UPDATE) expect(verdict).toBe(expected)
  if (patch === undefined || mapping === undefined) return false
  if (process.env.DEBUG) console.log(patch.code)
  expect(program.apply(patch.code)).toMatchObject({ status: 'applied' })
  program.mapping = stored(mapping)
  expect((await program.build(sources)).report.outcome, 'the same once more').toBe('unchanged')
  return true
}

async function compareAll(exports: Exports, made: Made[], wanted: unknown, when: string): Promise<void> {
  for (const { when: since, state } of made)
    expect(await observe(exports, state), `after ${when}, made ${since}`).toEqual(wanted)
  expect(await observe(exports), `after ${when}, made anew`).toEqual(wanted)
  if (when !== 'revert') made.push({ when: `under ${when}`, state: await exports.warm() })
}

async function observe(exports: object, state?: unknown): Promise<unknown> {
  const { warm, see } = exports as Exports
  try {
    return JSON.parse(JSON.stringify((await see(state ?? (await warm()))) ?? null))
  } catch (error) {
    return `throws ${(error as Error).message}`
  }
}
