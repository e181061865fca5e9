import { state } from '@iaso/runtime'
import type { TemplateChange } from './templates.js'

/** What a patch says of the screen, beside its parts: `@iaso/patch-builder` writes it. */
export interface Screen {
  /** Cells of the functions behind `$derived` that come to something else; absent: all may. */
  readonly deriveds?: readonly string[]
  /** Cells of the functions behind `$derived` that hold what was done to their values: they are left alone. */
  readonly kept?: readonly string[]
  readonly templates?: readonly TemplateChange[]
  /** Cells of components that make something else → a digest of what they make. */
  readonly makes?: Readonly<Record<string, string>>
}

/** Of the release, as it was built. */
export const RELEASE: Screen = { deriveds: [] }

/** What the live patch of an application says; one that says nothing may concern everything. */
export function screenOf(app: string): Screen {
  const { patch } = state(app) as { readonly patch: { readonly screen?: Screen } | undefined }
  return patch ? (patch.screen ?? {}) : RELEASE
}

/** What a page goes from and to: what either concerns, has to be shown. */
export class Change {
  private readonly cells: ReadonlySet<string>
  private readonly kept: ReadonlySet<string>
  private readonly isAll: boolean

  constructor(
    readonly before: Screen,
    readonly after: Screen,
  ) {
    const screens = [before, after]
    this.isAll = screens.some(({ deriveds }) => !deriveds)
    this.kept = new Set(screens.flatMap(({ kept = [] }) => kept))
    this.cells = new Set(screens.flatMap(({ deriveds = [] }) => deriveds))
  }

  /** Instances of the component were made in another way. */
  renews(component: (...args: never[]) => unknown): boolean {
    const { before, after } = this
    const cell = cellOf(component)
    return before.makes?.[cell] !== after.makes?.[cell]
  }

  /** What has no cell is Svelte's own, or a library's: nobody knows what that calls. */
  concerns(fn: () => unknown): boolean {
    const cell = cellOf(fn)
    return !this.kept.has(cell) && (this.isAll || cell === '' || this.cells.has(cell))
  }
}

/** `$` and the module's id of six characters, then the function's number. */
const CELL = /\$[\da-z]{7,}/i

/** The cell that a function's own guard reads: it stands at its head and is a global, which no minifier renames. */
function cellOf(fn: (...args: never[]) => unknown): string {
  return CELL.exec(Function.prototype.toString.call(fn))?.[0] ?? ''
}

export function appsHere(): string[] {
  const names = Object.getOwnPropertyNames(globalThis)
  return names.flatMap(name => (name.startsWith('$iaso:') ? [name.slice('$iaso:'.length)] : []))
}
