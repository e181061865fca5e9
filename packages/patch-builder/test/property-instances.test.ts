import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CASES_TIMEOUT, cases, isTalkative } from '../../../testing/cases.js'
import { isRejected, startCold } from './asked.js'
import { reshaping, shape, sourceOf } from './generated-instances.js'
import { describeFindings, RunningProgram, runPlain, type Sources, stored } from './program.js'

interface Exports {
  warm(): object
  see(state: object): unknown
}

const counts = { live: 0, other: 0, left: 0, back: 0 }

test('instances that are alive have what the new code asks for, or the verdict says otherwise', {
  timeout: CASES_TIMEOUT,
}, async () => {
  const histories = fc.record({ first: shape, steps: fc.array(reshaping, { minLength: 1, maxLength: 3 }) })
  await fc.assert(
    fc.asyncProperty(histories, async ({ first, steps }) => {
      const shapes = [first]
      for (const [at, step] of steps.entries()) shapes.push(step(shapes.at(-1) as typeof first, at + 1))
      const toggled = shapes.flatMap(each => each.toggled)
      const versions = shapes.map(each => sourceOf(each, toggled))
      try {
        await replay(versions)
      } catch (error) {
        if (isTalkative) console.log(versions.join('\n======\n'))
        throw error
      }
    }),
    cases(200),
  )
  if (isTalkative) console.log(counts)
  expect(counts.live).toBeGreaterThan(0)
})

async function replay(versions: readonly string[]): Promise<void> {
  const running = new RunningProgram({ 'main.js': versions[0] as string })
  try {
    const exports = (await running.run()) as unknown as Exports
    const made: { state: object; isLeft: boolean }[] = [{ state: exports.warm(), isLeft: false }]
    let live = 0
    let isLeft = false
    const compare = async (version: number, when: string) => {
      const plain = (await runPlain({ 'main.js': versions[version] as string })) as unknown as Exports
      made.push({ state: exports.warm(), isLeft })
      const wanted = JSON.stringify(plain.see(plain.warm()))
      for (const [at, { state, isLeft }] of made.entries())
        if (version > 0 || !isLeft) expect([when, at, JSON.stringify(exports.see(state))]).toEqual([when, at, wanted])
    }
    for (let version = 1; version < versions.length; version++) {
      const { report, patch, mapping } = await running.build({ 'main.js': versions[version] as string })
      if (report.outcome === 'unchanged') continue
      counts[patch === undefined ? 'other' : 'live']++
      if (isTalkative && patch === undefined) console.log(describeFindings(report))
      if (patch === undefined || mapping === undefined) return
      running.mapping = stored(mapping)
      if (isRejected(report, running.apply(patch.code))) {
        await compare(live, `patch ${version} was rejected`)
        const [released, sources] = [versions[0], versions[version]].map(code => ({ 'main.js': code as string }))
        const plain = (await runPlain(sources as Sources)) as unknown as Exports
        await startCold<Exports>(released as Sources, sources as Sources, async cold =>
          expect(JSON.stringify(cold.see(cold.warm()))).toEqual(JSON.stringify(plain.see(plain.warm()))),
        )
        continue
      }
      live = version
      // what a revert doesn't give back to what is made from now on
      isLeft = report.edits.some(({ findings }) => findings.some(({ code }) => code === 'IASO3026'))
      counts[isLeft ? 'left' : 'back']++
      await compare(version, `patch ${version}`)
    }
    running.revert()
    await compare(0, 'reverted')
  } finally {
    running.revert()
    running.dispose()
  }
}
