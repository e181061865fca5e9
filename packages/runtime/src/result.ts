/** What became of a call of `apply` or `revert`, or of a patch that `start` tried to load. */
export type Result =
  | (Report & { readonly status: 'applied' })
  | (Report & { readonly status: 'reverted' })
  /** Nothing was changed: what was live is live. */
  | (Report & Problem & { readonly status: 'rejected' })
  /** Something took effect, or ran, that can't be taken back: the state is suspect. */
  | (Report & Problem & { readonly status: 'failed' })

export interface Report {
  readonly app: string
  /** Id of the patch that was meant. */
  readonly patch: string | undefined
  /** Cells that were set or members that were put on classes (`applied`); those taken back (`reverted`). */
  readonly functions: number
  /** Milliseconds that it took. */
  readonly ms: number
}

/** A code with its arguments, in the order of the text's braces. The text isn't here: it would cost bytes in every page. */
export interface Problem {
  readonly code: string
  readonly args: readonly string[]
}
