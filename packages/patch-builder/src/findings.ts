import type { Fn, Module } from '@iaso/babel-plugin'
import type * as t from '@babel/types'
import { type Code, type EditKind, type EditReport, type Finding, VERDICTS, type Verdict } from '@iaso/protocol'

/** Collects what is found about each edit; nothing is thrown, so that all faults are reported at once. */
export class Findings {
  private readonly edits = new Map<string, { kind: EditKind; findings: Finding[] }>()

  /** Notes an edit, live until something is found. */
  edit(kind: EditKind, key: string): void {
    if (!this.edits.has(key)) this.edits.set(key, { kind, findings: [] })
  }

  add(kind: EditKind, key: string, code: Code, node: t.Node | null, args: Readonly<Record<string, string>>): void {
    this.edit(kind, key)
    const findings = this.edits.get(key)?.findings as Finding[]
    const start = node?.loc?.start
    const finding: Finding = { code, verdict: verdictOf(code), file: pathOf(key), args, ...(start ? { line: start.line, column: start.column + 1 } : {}) }
    if (!findings.some((known) => JSON.stringify(known) === JSON.stringify(finding))) findings.push(finding)
  }

  has(key: string): boolean {
    return (this.edits.get(key)?.findings.length ?? 0) > 0
  }

  reports(): EditReport[] {
    return [...this.edits].map(([key, { kind, findings }]) => ({ kind, key, verdict: worst(findings.map(({ verdict }) => verdict)), findings }))
  }
}

export function keyOf(module: Module, fn: Fn): string {
  return `${module.path}#${fn.key}`
}

function pathOf(key: string): string {
  const hash = key.indexOf('#')
  return hash < 0 ? key : key.slice(0, hash)
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))] as Verdict
}

const WORD_NEEDED: { readonly [code in Code]?: Verdict } = {
  IASO3001: 'no-effect',
  IASO3002: 'no-effect',
  IASO3003: 'suspect',
  IASO3004: 'suspect',
  IASO3005: 'suspect',
  IASO3006: 'suspect',
  IASO3007: 'suspect',
  IASO3008: 'new-only',
  IASO3009: 'no-effect',
}

function verdictOf(code: Code): Verdict {
  return WORD_NEEDED[code] ?? 'refused'
}
