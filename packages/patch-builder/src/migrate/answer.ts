import { type Code, isCode, type Mapping } from '@iaso/protocol'
import type { Findings } from '../findings.js'
import type { Program } from '../program.js'
import type { Answer, Migration } from './migration.js'

/** Edits that code can make up for when it runs once. What needs the user's word can all be answered, except for what isn't about state. */
const REFUSALS: ReadonlySet<string> = new Set<Code>(['IASO2002'])
const NOT_STATE = /^IASO3(009|010|03\d)$/
/** What a late module does when it loads, it does after the migration. */
const AT_LOAD: ReadonlySet<string> = new Set<Code>(['IASO2002', 'IASO3001'])

/** Takes what the migrations answer out of what stands in the patch's way, and says which answers have no question. */
export function answerFindings(program: Program, migrations: readonly Migration[], findings: Findings): void {
  for (const { path, name, answers } of migrations)
    for (const answer of answers) {
      const { entry, key, node } = answer
      const args = { file: path, entry }
      const detail = unanswerable(answer, program.mapping)
      if (detail !== undefined) findings.add('added', path, 'IASO2163', node, { ...args, detail })
      else if (!findings.answer(answer.code as Code, key, name)) findings.add('added', path, 'IASO3030', node, args)
    }
  noteReplaced(program, migrations, findings)
}

/** Why no migration can answer that; undefined: one can. */
export function unanswerable({ code, key }: Pick<Answer, 'code' | 'key'>, { modules }: Mapping): string | undefined {
  if (!isCode(code)) return 'that is no code; it goes like "IASO3006 src/price.ts#total"'
  if (!(code[4] === '3' || REFUSALS.has(code)) || NOT_STATE.test(code)) return 'no migration can make up for that'
  const module = modules[key.slice(0, key.indexOf('#'))]
  if (AT_LOAD.has(code) && module !== undefined && !module.eager)
    return 'the module loads late: what it does then, it does after the migration'
  return undefined
}

/** Clients take back what the last patch ran from the first difference on: a migration goes by its name and its code. */
function noteReplaced({ mapping }: Program, migrations: readonly Migration[], findings: Findings): void {
  const before = mapping.patches.at(-1)?.migrations ?? []
  const kept = before.findIndex((key, at) => key !== migrations[at]?.key)
  for (const key of kept < 0 ? [] : before.slice(kept)) {
    const name = key.slice(0, key.lastIndexOf(':'))
    const now = migrations.find(each => each.name === name)
    findings.add(now === undefined ? 'removed' : 'changed', now?.path ?? name, 'IASO3031', null, { name })
  }
}
