/** What a patch says of components, beside its parts: `@iaso/patch-builder` writes it. */
export interface Screen {
  /** Nobody can say which components the patch concerns: all render again. */
  readonly all?: boolean
  /** Cell of a component → its hooks in the release, and under the patch if they are others. */
  readonly cells: Readonly<Record<string, readonly [string] | readonly [string, string]>>
}

/** Of the release, as it was built. */
export const RELEASE: Screen = { cells: {} }

/** What components were last fitted to, and what they have to be fitted to. Nothing: a patch that says nothing of the screen. */
export type Change = readonly [before: Screen | undefined, after: Screen | undefined]

export function concerns(change: Change, cells: readonly string[]): boolean {
  return change.some(screen => !screen || screen.all || cells.some(cell => screen.cells[cell]))
}

/** Of a component's hooks, before and after. */
export function signatures([before, after]: Change, cell: string): [from: string, to: string] {
  const [was, is] = [before?.cells[cell], after?.cells[cell]]
  const released = (was ?? is)?.[0] ?? ''
  return [was?.[1] ?? released, is?.[1] ?? released]
}
