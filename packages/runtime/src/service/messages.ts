import type { Problem } from '../result.js'

/** A patch on its way through a group, with what must be known of it before it runs. */
export interface Order {
  readonly app: string
  readonly release: string
  readonly id: string
  readonly seq: number
  readonly code: string
  /** Where it came from: stacks name it. */
  readonly filename: string
}

/** What the root asks of a realm. `check` and `commit` are the two phases; `undo` takes a commit back; `revert` goes back to the release. */
export type Question =
  | { readonly ask: 'check'; readonly order: Order }
  | { readonly ask: 'commit'; readonly order: Order }
  | { readonly ask: 'undo'; readonly app: string }
  | { readonly ask: 'revert'; readonly app: string }
  | { readonly ask: 'state' }

/** `absent`: the application isn't loaded there. */
export type Answer = Done | Refused | Absent | Condition
interface Done {
  readonly answer: 'done'
  readonly functions: number
  readonly ms: number
}
export interface Refused extends Problem {
  readonly answer: 'refused'
}
interface Absent {
  readonly answer: 'absent'
}
interface Condition {
  readonly answer: 'state'
  readonly apps: readonly AppState[]
}

export interface AppState {
  readonly app: string
  readonly release: string
  /** Id of the live patch. */
  readonly patch: string | undefined
  /** How many modules' parts wait until they are loaded. */
  readonly pending: number
}

/** One realm of a group, as people may know it. */
export interface RealmName {
  readonly pid: number
  /** 0: the process's main thread. */
  readonly thread: number
}

/** What someone outside asks of a group. */
export type Command =
  | { readonly command: 'apply'; readonly order: Order }
  | { readonly command: 'revert'; readonly app: string | undefined }
  | { readonly command: 'status' }

/** What became of a command. `rejected`: nothing changed anywhere. `failed`: some realm could not take it back. */
export interface GroupResult {
  readonly status: 'applied' | 'reverted' | 'rejected' | 'failed'
  readonly app: string
  readonly patch: string | undefined
  /** Realms that have it now. */
  readonly realms: readonly RealmName[]
  /** Who refused, and why. */
  readonly refused: readonly (RealmName & Problem)[]
  /** From the first question to the last answer, in milliseconds. */
  readonly ms: number
}

export interface GroupStatus {
  readonly status: 'status'
  readonly realms: readonly (RealmName & Pick<Condition, 'apps'>)[]
}

/** Everything that goes over a socket: one JSON text a line. */
export type Message =
  | { readonly join: RealmName }
  | { readonly id: number; readonly question: Question }
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly command: Command }
  | { readonly id: number; readonly result: GroupResult | GroupStatus }
