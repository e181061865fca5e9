import type * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import { type Code, type EditKind, type EditReport, type Finding, VERDICTS, type Verdict } from '@iaso/protocol'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { NewModule } from './api.js'

/** Collects what is found about each edit; nothing is thrown, so that all faults are reported at once. */
export class Findings {
  private readonly maps = new Map<string, TraceMap | null>()

  /** @param isSettled something else sees to it that nothing comes of what was found */
  constructor(
    private readonly modules: Readonly<Record<string, Pick<NewModule, 'map'>>>,
    private readonly isSettled: (code: Code, key: string) => boolean = () => false,
    /** What the user gave their word on. */
    private readonly allow: ReadonlySet<Verdict> = new Set(),
  ) {}

  private readonly edits = new Map<string, { kind: EditKind; findings: Finding[] }>()

  /** Takes down what isn't meant to be reported. */
  draft(): Findings {
    return new Findings(this.modules, this.isSettled, this.allow)
  }

  /** Notes an edit, live until something is found. */
  edit(kind: EditKind, key: string): void {
    if (!this.edits.has(key)) this.edits.set(key, { kind, findings: [] })
  }

  /** @param unless keys of functions: as long as none of them has run, nothing comes of it */
  add(
    kind: EditKind,
    key: string,
    code: Code,
    node: t.Node | null,
    args: Readonly<Record<string, string>>,
    unless?: readonly string[],
  ): void {
    this.edit(kind, key)
    if (this.isSettled(code, key)) return
    const findings = this.edits.get(key)?.findings as Finding[]
    const file = pathOf(key)
    const place = { file, args, ...this.placeOf(node, file) }
    const verdict = verdictOf(code)
    const isAsked = unless !== undefined && !this.allow.has(verdict)
    const finding: Finding = isAsked ? { code, verdict: 'live', ...place, unless } : { code, verdict, ...place }
    if (!findings.some(known => JSON.stringify(known) === JSON.stringify(finding))) findings.push(finding)
  }

  /** It was found in a module, about a name. */
  has(code: Code, file: string, name: string): boolean {
    return [...this.edits.values()].some(({ findings }) =>
      findings.some(each => each.code === code && each.file === file && each.args.name === name),
    )
  }

  /** Keys of the edits of a module. */
  keysIn(file: string): string[] {
    return [...this.edits.keys()].filter(key => pathOf(key) === file)
  }

  isRefused(key: string): boolean {
    return this.edits.get(key)?.findings.some(({ verdict }) => verdict === 'refused') ?? false
  }

  areRefused(): boolean {
    return [...this.edits.keys()].some(key => this.isRefused(key))
  }

  /** Where a person wrote it; of code that no map leads from, where the host's own code has it. */
  private placeOf(node: t.Node | null, file: string): { line?: number; column?: number } {
    const start = node?.loc?.start
    if (start === undefined) return {}
    const map = this.mapOf(file)
    const written = map === null ? undefined : originalPositionFor(map, start)
    if (written !== undefined && written.line !== null) return { line: written.line, column: written.column + 1 }
    return { line: start.line, column: start.column + 1 }
  }

  private mapOf(file: string): TraceMap | null {
    let map = this.maps.get(file)
    if (map === undefined) {
      const given = this.modules[file]?.map
      map = given === undefined ? null : new TraceMap(given as never)
      this.maps.set(file, map)
    }
    return map
  }

  /**
   * A migration makes up for what was found.
   *
   * @returns whether that was found at all
   */
  answer(code: Code, key: string, migration: string): boolean {
    const edit = this.edits.get(key)
    if (edit === undefined || !edit.findings.some(finding => finding.code === code)) return false
    edit.findings = edit.findings.map(finding => (finding.code === code ? answered(finding, migration) : finding))
    return true
  }

  /** Something stands in the patch's way. */
  areOpen(): boolean {
    return [...this.edits.values()].some(({ findings }) => findings.some(({ verdict }) => verdict !== 'live'))
  }

  /** Makes notes of what stands in the patch's way here and not in `others`. */
  noteAllBut(others: Findings, code: Code, args: Readonly<Record<string, string>>): void {
    for (const [key, edit] of this.edits) {
      const known = others.edits.get(key)?.findings ?? []
      const isNote = (each: Finding) => each.verdict !== 'live' && !known.some(other => other.code === each.code)
      const notes = edit.findings.filter(isNote)
      if (notes.length === 0) continue
      const { file, line, column } = notes[0] as Finding
      const place = line === undefined || column === undefined ? {} : { line, column }
      const note: Finding = { code, verdict: 'live', file, ...place, args: { key, ...args } }
      edit.findings = [...edit.findings.filter(each => !isNote(each)), note]
    }
  }

  /** Functions that must not have run, each with the word by which the patch is applied all the same. */
  conditions(): ReadonlyMap<string, Verdict> {
    const all = [...this.edits.values()].flatMap(({ findings }) => findings)
    return new Map(all.flatMap(({ unless = [], code }) => unless.map(key => [key, verdictOf(code)] as const)))
  }

  reports(): EditReport[] {
    return [...this.edits].map(([key, { kind, findings }]) => ({
      kind,
      key,
      verdict: worst(findings.map(({ verdict }) => verdict)),
      findings,
    }))
  }
}

function answered({ unless: _, ...finding }: Finding, migration: string): Finding {
  return { ...finding, verdict: 'live', answeredBy: migration }
}

export function keyOf(module: Module, fn: Fn): string {
  return `${module.path}#${fn.key}`
}

function pathOf(key: string): string {
  const hash = key.indexOf('#')
  return hash < 0 ? key : key.slice(0, hash)
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS[Math.max(0, ...verdicts.map(verdict => VERDICTS.indexOf(verdict)))] as Verdict
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
  // no more than notes: the patch itself is live
  IASO3010: 'live',
  IASO3030: 'live',
  IASO3032: 'suspect',
  IASO3033: 'live',
  IASO3034: 'no-effect',
  IASO3035: 'no-effect',
  IASO3036: 'live',
  IASO3017: 'live',
  IASO3040: 'live',
  IASO3031: 'live',
  IASO3011: 'new-only',
  IASO3012: 'new-only',
  // notes about instances that were made before
  IASO3020: 'live',
  IASO3021: 'suspect',
  IASO3022: 'live',
  IASO3023: 'suspect',
  IASO3024: 'suspect',
  // notes about a revert
  IASO3025: 'live',
  IASO3026: 'live',
  IASO3027: 'suspect',
  IASO3028: 'live',
  // pages get it by the patch of the client's environment
  IASO3092: 'live',
  IASO3093: 'new-only',
  IASO3094: 'new-only',
  IASO3150: 'suspect',
  IASO3151: 'live',
  IASO3160: 'live',
  IASO3152: 'new-only',
  IASO3153: 'new-only',
  IASO3154: 'suspect',
  IASO3155: 'live',
  IASO3156: 'live',
  IASO3091: 'suspect',
  IASO3029: 'live',
  IASO3095: 'suspect',
  IASO3120: 'suspect',
  IASO3070: 'suspect',
  IASO3013: 'new-only',
  IASO3016: 'new-only',
  IASO3080: 'suspect',
  IASO3110: 'new-only',
  IASO3111: 'suspect',
  IASO3140: 'new-only',
  IASO3141: 'new-only',
  IASO3081: 'no-effect',
  IASO3082: 'live',
  IASO3083: 'new-only',
  IASO3084: 'live',
  IASO3085: 'live',
  IASO3086: 'suspect',
  IASO3014: 'no-effect',
  IASO3015: 'suspect',
}

/** What an edit becomes about which this is found. */
export function verdictOf(code: Code): Verdict {
  return WORD_NEEDED[code] ?? 'refused'
}
