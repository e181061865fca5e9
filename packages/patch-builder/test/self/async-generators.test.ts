import { parse } from '@iaso/babel-plugin'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CASES_TIMEOUT, cases } from '../../../../testing/cases.js'
import { asyncGeneratorOf } from './async-generators.js'
import { selfTraces } from './world.js'

/** Jumps lead somewhere, and from where they may. */
function isProgram(code: string): boolean {
  try {
    parse(code, 'script', 'a.js')
    return true
  } catch {
    return false
  }
}

/** The words of engines: which source text they quote depends on the code that runs. */
const WORDS = /(TypeError): .*/

test(
  'an async generator that is patched with itself does everything in the tick in which it did it',
  async () => {
    const decisions = fc.array(fc.nat(1000), { minLength: 30, maxLength: 150, size: 'max' })
    let patched = 0
    await fc.assert(
      fc.asyncProperty(decisions, async list => {
        const code = asyncGeneratorOf(list)
        fc.pre(isProgram(code))
        const traces = await selfTraces(code, 'script')
        const told = (trace: readonly string[]) => trace.map(line => line.replace(WORDS, '$1'))
        if (!traces.left.some(each => each.endsWith('main#main'))) patched++
        expect(told(traces.patched), code).toEqual(told(traces.plain))
        expect(told(traces.flipped), code).toEqual(told(traces.plain))
        expect(told(traces.reverted), code).toEqual(told(traces.plain))
      }),
      cases(60),
    )
    expect(patched).toBeGreaterThan(20)
  },
  CASES_TIMEOUT,
)
