import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CASES_TIMEOUT, cases } from '../../../testing/cases.js'
import { parse } from '../src/index.js'
import { programOf } from './support/programs.js'
import { type Format, traces } from './support/world.js'

/** Only what the language allows: a list of decisions may say `let` twice, or `await` where there is none. */
function isProgram(code: string, format: Format): boolean {
  try {
    parse(code, format, 'a.js')
    return true
  } catch {
    return false
  }
}

const decisions = fc.array(fc.nat(1000), { minLength: 50, maxLength: 220, size: 'max' })

test.each(['script', 'commonjs'] as const)(
  'a guarded program is the program: %s',
  async format => {
    let programs = 0
    await fc.assert(
      fc.asyncProperty(decisions, async list => {
        const code = programOf(list)
        fc.pre(isProgram(code, format))
        programs++
        const { plain, guarded, probed } = await traces(code, format)
        expect(guarded, code).toEqual(plain)
        expect(probed, code).toEqual(plain)
      }),
      cases(300),
    )
    expect(programs).toBeGreaterThan(20)
  },
  CASES_TIMEOUT,
)
