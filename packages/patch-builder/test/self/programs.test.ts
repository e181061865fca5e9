import { parse } from '@iaso/babel-plugin'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CASES_TIMEOUT, cases } from '../../../../testing/cases.js'
import { programOf } from '../../../babel-plugin/test/support/programs.js'
import { selfTraces } from './world.js'

/** Only what the language allows: a list of decisions may say `let` twice, or `await` where there is none. */
function isProgram(code: string, format: 'script' | 'commonjs'): boolean {
  try {
    parse(code, format, 'a.js')
    return true
  } catch {
    return false
  }
}

const decisions = fc.array(fc.nat(1000), { minLength: 50, maxLength: 220, size: 'max' })

/** V8 tells an error in the words of the source: `a.next`, or in a patch `a$(...).next`. */
const SPELLED = /(TypeError: ).*(?= is not )/

test.each(['script', 'commonjs'] as const)(
  'a program that is patched with itself is the program: %s',
  async format => {
    let programs = 0
    await fc.assert(
      fc.asyncProperty(decisions, async list => {
        const code = programOf(list)
        fc.pre(isProgram(code, format))
        programs++
        const told = (trace: readonly string[]) => trace.map(line => line.replace(SPELLED, '$1'))
        const { plain, patched, reverted, flipped } = await selfTraces(code, format)
        expect(reverted, code).toEqual(plain)
        expect(told(patched), code).toEqual(told(plain))
        expect(told(flipped), code).toEqual(told(plain))
      }),
      cases(60),
    )
    expect(programs).toBeGreaterThan(5)
  },
  CASES_TIMEOUT,
)
