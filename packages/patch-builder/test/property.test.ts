import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CASES_TIMEOUT, cases, isTalkative } from '../../../testing/cases.js'
import { isRejected, startCold } from './asked.js'
import { edit, program, sourcesOf } from './generated.js'
import { describeFindings, RunningProgram, runPlain, type Sources, stored } from './program.js'

interface Exports {
  warm(): object
  see(state: object): Promise<Record<string, unknown>>
}

/** A client, and fresh builds that go through the same history. */
class History {
  private readonly made: { readonly state: object; readonly calls: number; readonly stays: boolean }[] = []
  private sees = 0

  constructor(
    private readonly exports: Exports,
    private readonly versions: readonly Sources[],
  ) {}

  /** All that was made so far, and something new, behaves as in a program that was started from this version. */
  async compare(version: number, when: string, stays = false): Promise<void> {
    this.made.push({ state: this.exports.warm(), calls: 0, stays })
    const fresh = (await runPlain(this.versions[version] as Sources)) as unknown as Exports
    for (const [i, { state, calls, stays }] of this.made.entries()) {
      const twin = fresh.warm()
      for (let call = 0; call < calls; call++) await fresh.see(twin)
      const [now, wanted] = [await this.exports.see(state), await fresh.see(twin)]
      this.sees++
      // what the old source had no callback for was never registered; what can't go back to the release's code was said to stay
      const isTold = (name: string) => name.startsWith('on') && (!(name in now) || (stays && version === 0))
      for (const name of Object.keys(wanted))
        if (name !== 'hits' && !isTold(name))
          expect([`${when}, made ${i}`, name, now[name]]).toEqual([`${when}, made ${i}`, name, wanted[name]])
      expect(now.hits).toBe(this.sees)
      this.made[i] = { state, calls: calls + 1, stays }
    }
  }
}

const counts = { live: 0, other: 0, cold: 0 }

test('a patched program does what a fresh one does, or the verdict says otherwise', {
  timeout: CASES_TIMEOUT,
}, async () => {
  const histories = fc.tuple(
    program,
    fc.array(
      fc.record({ edits: fc.array(edit, { minLength: 1, maxLength: 2 }), skipped: fc.nat(3), reverted: fc.nat(5) }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  await fc.assert(
    fc.asyncProperty(histories, async ([first, steps]) => {
      const programs = [first]
      for (const { edits } of steps)
        programs.push(edits.reduce((before, change) => change(before), programs.at(-1) as typeof first))
      await replay(programs.map(sourcesOf), steps)
    }),
    cases(250),
  )
  if (isTalkative) console.log(counts)
  expect(counts.live).toBeGreaterThan(counts.other)
  expect(counts.cold).toBeGreaterThan(0)
})

/** What the client does with a patch: one in four passes it by, one in six takes it back. */
interface Step {
  readonly skipped: number
  readonly reverted: number
}

async function replay(versions: readonly Sources[], steps: readonly Step[]): Promise<void> {
  const running = new RunningProgram(versions[0] as Sources)
  try {
    const history = new History((await running.run()) as unknown as Exports, versions)
    await history.compare(0, 'released')
    let live = 0
    for (let version = 1; version < versions.length; version++) {
      const { report, patch, mapping } = await running.build(versions[version] as Sources)
      if (report.outcome === 'unchanged') continue
      counts[patch === undefined ? 'other' : 'live']++
      if (isTalkative && !patch) console.log(describeFindings(report))
      if (patch === undefined || mapping === undefined) return
      running.mapping = stored(mapping)
      const { skipped, reverted } = steps[version - 1] as Step
      if (skipped === 0) continue
      if (isRejected(report, running.apply(patch.code))) {
        await history.compare(live, `patch ${version} was rejected`)
        const both = [versions[0], versions[version]] as [Sources, Sources]
        const isCold = await startCold<Exports>(...both, exports => new History(exports, both).compare(1, 'cold'))
        if (isCold) counts.cold++
        continue
      }
      live = version
      const stays = report.edits.some(({ findings }) => findings.some(({ code }) => code === 'IASO3010'))
      await history.compare(version, `patch ${version}`, stays)
      if (reverted > 0) continue
      running.revert()
      live = 0
      await history.compare(0, `revert of patch ${version}`)
    }
    running.revert()
    await history.compare(0, 'reverted')
  } catch (error) {
    if (isTalkative)
      console.log(
        versions
          .map(sources =>
            Object.entries(sources)
              .map(([path, code]) => `// ${path}\n${code}`)
              .join('\n'),
          )
          .join('\n======\n'),
      )
    throw error
  } finally {
    running.revert()
    running.dispose()
  }
}
