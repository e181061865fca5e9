import { expect, test } from 'vitest'
import { RunningProgram } from './program.js'

const cart = (limit: string, seen = 'this.limit') => ({
  'main.js': `export class Cart { constructor(n) { this.limit = ${limit}; this.list = [] } see() { return ${seen} } }`,
})

async function found(before: ReturnType<typeof cart>, after: ReturnType<typeof cart>): Promise<string[]> {
  const program = new RunningProgram(before)
  try {
    const { report } = await program.build(after, ['suspect'])
    return report.edits.flatMap(({ findings }) => findings.map(({ code, args }) => `${code} ${args['property']}`))
  } finally {
    program.dispose()
  }
}

test.each([
  ['nobody else changed', cart('n'), cart('n * 2'), ['IASO3029 limit']],
  ['a constant for another, and its reader changed', cart('10'), cart('20', 'this.limit + 1'), ['IASO3029 limit']],
  ['computed in another way, and its reader changed', cart('n'), cart('n * 2', 'this.limit + 1'), ['IASO3095 limit']],
  ['its reader changed alone', cart('n'), cart('n', 'this.limit + 1'), []],
])('what instances keep that were made before: %s', async (_, before, after, expected) => {
  expect(await found(before, after)).toEqual(expected)
})
