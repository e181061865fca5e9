import { state } from '@iaso/runtime'

/** What a patch says of a component's `setup`, beside its parts: `@iaso/patch-builder` writes it. */
export interface Setup {
  /** Of what it makes: instances for which that ran need nothing. Absent: what it made before. */
  readonly version?: string
  /** All of it runs again; else only what is new. */
  readonly again?: boolean
  /** What is put into the cell of the function that renders, to be told its variables. */
  readonly tell?: readonly [cell: string, teller: unknown]
  /** Property → variable, of the object that it answers. */
  readonly names?: Readonly<Record<string, string>>
}

interface Screen {
  /** Cells by which components and computed values are known that the patch concerns; absent: all are. */
  readonly shows?: readonly string[]
  readonly setups?: Readonly<Record<string, Setup>>
  /** Names of methods and computed values that options of components have gained or lost. */
  readonly options?: readonly string[]
}

/** What a page goes from and to: what either concerns, has to be shown. */
export class Change {
  readonly setups: Readonly<Record<string, Setup>>
  /** Of both sides: by them instances tell what their variables are. */
  readonly told: Readonly<Record<string, Setup>>
  readonly options: readonly string[]
  private readonly cells: ReadonlySet<string>
  private readonly isAll: boolean

  /** @param screens of the patches; nothing: one that says nothing of the screen */
  constructor(screens: readonly (Screen | undefined)[], { setups = {} }: Screen = {}) {
    this.isAll = screens.some(screen => !screen?.shows)
    this.cells = new Set(screens.flatMap(screen => screen?.shows ?? []))
    this.setups = setups
    this.options = screens.flatMap(screen => screen?.options ?? [])
    this.told = Object.assign({}, ...screens.map(screen => screen?.setups)) as Record<string, Setup>
  }

  /** What has no cell is another's: nobody knows what that calls. */
  concerns(fn: object | undefined, otherwise: boolean): boolean {
    const cell = fn && cellOf(fn)
    return this.isAll || (cell ? this.cells.has(cell) : otherwise)
  }
}

/** Of the release, as it was built. */
export const RELEASE: Screen = { shows: [] }

/** What the live patch of an application says. */
export function screenOf(app: string): Screen | undefined {
  const { patch } = state(app) as { readonly patch: { readonly screen?: Screen } | undefined }
  return patch ? patch.screen : RELEASE
}

/** `$` and the module's id of six characters, then the function's number. */
const CELL = /\$[\da-z]{7,}/i

const known = new WeakMap<object, string>()

/** The cell that a function's own guard reads: it stands at its head and is a global, which no minifier renames. */
export function cellOf(fn: object): string {
  let cell = known.get(fn)
  if (cell === undefined) {
    cell = CELL.exec(Function.prototype.toString.call(fn))?.[0] ?? ''
    known.set(fn, cell)
  }
  return cell
}
