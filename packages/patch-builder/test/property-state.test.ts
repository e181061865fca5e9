import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CASES_TIMEOUT, cases, isTalkative } from '../../../testing/cases.js'
import { isRejected, startCold } from './asked.js'
import { change, sourcesOf, topLevel } from './generated-state.js'
import { describeFindings, RunningProgram, runCommonJs, runPlain, type Sources, stored } from './program.js'

interface Exports {
  warm(): object
  see(state: object): unknown
}

const counts = { live: 0, other: 0 }

test('what a top level makes is the same in a patched program and in a fresh one, or the verdict says otherwise', {
  timeout: CASES_TIMEOUT,
}, async () => {
  const histories = fc.record({
    format: fc.constantFrom('module' as const, 'commonjs' as const),
    first: topLevel,
    changes: fc.array(fc.record({ change, reverted: fc.nat(3) }), { minLength: 1, maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(histories, async ({ format, first, changes }) => {
      const programs = [first]
      for (const step of changes) programs.push(step.change(programs.at(-1) as typeof first))
      const versions = programs.map(program => sourcesOf(program, format))
      try {
        await replay(versions, format, changes)
      } catch (error) {
        if (isTalkative)
          console.log(
            versions.map(sources => `${sources['lib.js']}\n// main\n${sources['main.js']}`).join('\n======\n'),
          )
        throw error
      }
    }),
    cases(500),
  )
  if (isTalkative) console.log(counts)
  expect(counts.live).toBeGreaterThan(counts.other)
})

async function replay(
  versions: readonly Sources[],
  format: 'module' | 'commonjs',
  steps: readonly { readonly reverted: number }[],
): Promise<void> {
  const running = new RunningProgram(versions[0] as Sources, format)
  const fresh = async (version: number) => {
    const sources = versions[version] as Sources
    return (await (format === 'module'
      ? runPlain(sources)
      : runCommonJs(path => sources[path] as string, sources))) as unknown as Exports
  }
  try {
    const exports = (await running.run()) as unknown as Exports
    const made = [exports.warm()]
    let live = 0
    const compare = async (version: number, when: string) => {
      const plain = await fresh(version)
      made.push(exports.warm())
      const wanted = JSON.stringify(plain.see(plain.warm()))
      for (const [at, state] of made.entries())
        expect([when, at, JSON.stringify(exports.see(state))]).toEqual([when, at, wanted])
    }
    await compare(0, 'released')
    for (let version = 1; version < versions.length; version++) {
      const { report, patch, mapping } = await running.build(versions[version] as Sources)
      if (report.outcome === 'unchanged') continue
      counts[patch === undefined ? 'other' : 'live']++
      if (isTalkative && patch === undefined) console.log(describeFindings(report))
      if (patch === undefined || mapping === undefined) return
      running.mapping = stored(mapping)
      if (isRejected(report, running.apply(patch.code))) {
        await compare(live, `patch ${version} was rejected`)
        const plain = await fresh(version)
        const both = [versions[0], versions[version]] as [Sources, Sources]
        const see = async (cold: Exports) =>
          expect(JSON.stringify(cold.see(cold.warm()))).toEqual(JSON.stringify(plain.see(plain.warm())))
        await startCold<Exports>(...both, see, format)
        continue
      }
      live = version
      await compare(version, `patch ${version}`)
      if (steps[version - 1]?.reverted !== 0) continue
      running.revert()
      live = 0
      await compare(0, `revert of patch ${version}`)
    }
    running.revert()
    await compare(0, 'reverted')
  } finally {
    running.revert()
    running.dispose()
  }
}
