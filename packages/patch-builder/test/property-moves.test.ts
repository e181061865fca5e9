import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CASES_TIMEOUT, cases, isTalkative } from '../../../testing/cases.js'
import { move, type Plan, plan, sourcesOf } from './generated-moves.js'
import { describeFindings, RunningProgram, runPlain, type Sources, stored } from './program.js'

interface Seen {
  readonly made: Record<string, unknown>
  readonly list: readonly string[]
  readonly own: unknown
}

interface Exports {
  warm(): object
  see(state: object): Seen
}

const counts = { live: 0, other: 0 }

test('functions that move, get other names and neighbours go on as themselves, or the verdict says otherwise', {
  timeout: CASES_TIMEOUT,
}, async () => {
  const histories = fc.record({
    first: plan,
    steps: fc.array(fc.array(move, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(histories, async ({ first, steps }) => {
      let version = 0
      const plans: Plan[] = [first]
      for (const moves of steps)
        plans.push(moves.reduce((before, change) => change(before, ++version), plans.at(-1) as Plan))
      const versions = plans.map(sourcesOf)
      try {
        await replay(versions)
      } catch (error) {
        if (isTalkative) console.log(versions.map(each => Object.values(each).join('\n')).join('\n======\n'))
        throw error
      }
    }),
    cases(250),
  )
  if (isTalkative) console.log(counts)
  expect(counts.live).toBeGreaterThan(counts.other)
})

async function replay(versions: readonly Sources[]): Promise<void> {
  const running = new RunningProgram(versions[0] as Sources)
  try {
    const exports = (await running.run()) as unknown as Exports
    const made: { readonly state: object; calls: number }[] = []
    const compare = async (version: number, when: string) => {
      const fresh = (await runPlain(versions[version] as Sources)) as unknown as Exports
      made.push({ state: exports.warm(), calls: 0 })
      for (const [at, each] of made.entries()) {
        const twin = fresh.warm()
        for (let call = 0; call < each.calls; call++) fresh.see(twin)
        expectSame(exports.see(each.state), fresh.see(twin), `${when}, made ${at}`, each.calls === 0)
        each.calls++
      }
    }
    await compare(0, 'released')
    for (let version = 1; version < versions.length; version++) {
      const { report, patch, mapping } = await running.build(versions[version] as Sources)
      if (report.outcome === 'unchanged') continue
      counts[patch === undefined ? 'other' : 'live']++
      if (isTalkative && patch === undefined) console.log(describeFindings(report))
      if (patch === undefined || mapping === undefined) return
      running.mapping = stored(mapping)
      const { status, ...told } = running.apply(patch.code)
      // on the condition that nothing lives of what the edit can't reach
      if (status === 'rejected') return expect(told).toMatchObject({ code: 'IASO1208' })
      expect(status).toBe('applied')
      await compare(version, `patch ${version}`)
    }
  } finally {
    running.revert()
    running.dispose()
  }
}

/** What was made before has nothing of what is new: what it has goes on as in a fresh build, and no two of it as one. */
function expectSame(now: Seen, wanted: Seen, when: string, isNew: boolean): void {
  expect([when, now.own]).toEqual([when, wanted.own])
  for (const key of Object.keys(isNew ? wanted.made : now.made))
    if (key in wanted.made) expect([when, key, now.made[key]]).toEqual([when, key, wanted.made[key]])
  if (isNew) expect([when, now.list]).toEqual([when, wanted.list])
  const left = [...wanted.list]
  for (const each of now.list) {
    expect([when, left]).toEqual([when, expect.arrayContaining([each])])
    left.splice(left.indexOf(each), 1)
  }
}
