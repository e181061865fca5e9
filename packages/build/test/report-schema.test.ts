import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Report } from '@iaso/protocol'
import { expect, test } from 'vitest'
import { reportFiles } from '../src/report/files.js'

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly $defs?: Readonly<Record<string, Schema>>
}

const file = createRequire(import.meta.url).resolve('@iaso/protocol/report.schema.json')
const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema

/** As much of JSON Schema as the schema uses. */
function faults(value: unknown, { $ref, ...own }: Schema, path = ''): string[] {
  const rules = $ref === undefined ? own : (schema.$defs?.[$ref.replace('#/$defs/', '')] as Schema)
  if (rules.const !== undefined && value !== rules.const) return [`${path} is not ${rules.const}`]
  if (rules.enum !== undefined && !rules.enum.includes(value)) return [`${path}: ${value}`]
  if (rules.pattern !== undefined && !new RegExp(rules.pattern).test(String(value))) return [`${path}: ${value}`]
  const type = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value
  if (rules.type !== undefined && rules.type !== type) return [`${path} is no ${rules.type}`]
  if (Array.isArray(value)) return value.flatMap((each, at) => faults(each, rules.items ?? {}, `${path}[${at}]`))
  if (typeof value !== 'object' || value === null) return []
  const missing = (rules.required ?? []).filter(name => !(name in value)).map(name => `${path}.${name} is missing`)
  const unknown = (name: string) => (rules.additionalProperties === false ? [`${path}.${name} is unknown`] : [])
  const fields = Object.entries(value).flatMap(([name, each]) => {
    const field = rules.properties?.[name]
    return field === undefined ? unknown(name) : faults(each, field, `${path}.${name}`)
  })
  return [...missing, ...fields]
}

const REPORT: Report = {
  schema: 1,
  app: 'shop',
  environment: 'client',
  release: 'r1',
  outcome: 'emitted',
  functions: 2,
  patch: { id: 'x', seq: 1, bytes: 10, brotli: 5 },
  edits: [
    { kind: 'added', key: 'a.ts#f', verdict: 'live', findings: [] },
    {
      kind: 'changed',
      key: 'a.ts#g',
      verdict: 'suspect',
      findings: [
        { code: 'IASO3006', verdict: 'suspect', file: 'a.ts', line: 1, column: 1, args: { function: 'g', name: 'c' } },
        { code: 'IASO3004', verdict: 'live', file: 'a.ts', args: {}, answeredBy: '0001-x' },
        { code: 'IASO2002', verdict: 'refused', file: 'a.ts', args: { name: 'x' } },
      ],
    },
  ],
}

test('report.json is as its schema says', () => {
  const json = JSON.parse(reportFiles(REPORT, '/')['report.json'] ?? '')
  expect(faults(json, schema)).toEqual([])
  expect([json.exitCode, json.edits[1].findings[0].message]).toEqual([0, expect.stringContaining('"c"')])
  expect(faults({ ...json, outcome: 'done', more: 1 }, schema)).toEqual(['.outcome: done', '.more is unknown'])
})
