import type * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'

/** A migration as the patch builder knows it: see docs/migrations.md for what stands in the file. */
export interface Migration {
  /** The file's name without its extension; they run in the order of their names. */
  readonly name: string
  /** Name and digest of its code: one that was changed is another migration. */
  readonly key: string
  readonly path: string
  readonly module: Module
  readonly answers: readonly Answer[]
  /** `before`, `up`, `down` in the default export. */
  readonly steps: t.ObjectExpression
  /** What it asks of the modules: path → names. */
  readonly uses: ReadonlyMap<string, ModuleUse>
}

/** `IASO3006 src/price.ts#total` in the file's `for`. */
export interface Answer {
  readonly entry: string
  readonly code: string
  readonly key: string
  readonly node: t.Node
}

export interface ModuleUse {
  readonly names: ReadonlyMap<string, NameUse>
  /** `modules['src/late.ts'].x`, not `?.x`. */
  readonly unconditional: t.Node | undefined
}

export interface NameUse {
  readonly node: t.Node
  readonly assigned: boolean
  /** Calls of it as `modules['path'].name(…)`. */
  readonly calls: readonly t.CallExpression[]
}

/** What is wrong with a migration; it becomes a finding about its file. */
export class MigrationFault extends Error {
  constructor(
    readonly code: Code,
    readonly node: t.Node | null,
    readonly args: Readonly<Record<string, string>>,
  ) {
    super(code)
  }
}

/** It can't be read as a migration. */
export function unreadable(node: t.Node | null, detail: string): MigrationFault {
  return new MigrationFault('IASO2161', node, { detail })
}
