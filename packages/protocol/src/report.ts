import type { Code } from './diagnostics.js'

/** See docs/edits.md. Ordered from best to worst. */
export const VERDICTS = ['live', 'new-only', 'no-effect', 'suspect', 'refused'] as const
export type Verdict = (typeof VERDICTS)[number]

export type EditKind = 'added' | 'changed' | 'removed'

/** One edit with what becomes of it. */
export interface EditReport {
  readonly kind: EditKind
  /** Function key, or `path#name` of a binding, or the path of a module. */
  readonly key: string
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}

export interface Finding {
  readonly code: Code
  readonly verdict: Verdict
  readonly file: string
  /** 1-based; of the source that the host compiled, where its source map says. */
  readonly line?: number
  readonly column?: number
  readonly args: Readonly<Record<string, string>>
  /**
   * Keys of functions: `verdict` is `live`, as the patch takes effect only where none of them has run yet; elsewhere it is rejected (IASO1208).
   */
  readonly unless?: readonly string[]
  /** The migration that answers it: `verdict` is `live` then. */
  readonly answeredBy?: string
  /** In `report.json`: the text, what stays as it was until when, and what can be done. */
  readonly message?: string
  readonly stays?: string
  readonly todo?: string
}

/** `report.schema.json` of this package describes it. Raised whenever a field changes its meaning; more fields may come. */
export const REPORT_SCHEMA = 1

export interface Report {
  readonly schema: typeof REPORT_SCHEMA
  readonly app: string
  readonly environment: string
  readonly release: string
  readonly outcome: Outcome
  /** In `report.json`: what the command answered, if it built this environment alone. */
  readonly exitCode?: number
  readonly patch?: { readonly id: string; readonly seq: number; readonly bytes: number; readonly brotli: number }
  readonly functions: number
  readonly edits: readonly EditReport[]
}

/** `emitted`: all live, or allowed by the user. `needs-word`: nothing emitted until the user allows the verdicts named. */
export type Outcome = 'emitted' | 'unchanged' | 'needs-word' | 'refused'

/** Exit codes of a patch build; a failed build is 1, as everywhere. */
export const EXIT_CODES: Readonly<Record<Outcome, number>> = { emitted: 0, unchanged: 3, 'needs-word': 4, refused: 5 }
