/** Types for `iaso/migrations/<release>/<number>-<name>.ts`. Nothing of it reaches a page: the patch builder takes the steps out. */

/** What a step is given. */
export interface Tools<Modules, Before = unknown> {
  /** The modules of the application as they run, with all names of their top level: `modules['src/cart.ts'].cache`. */
  readonly modules: Modules
  /** What `before` returned. */
  readonly before: Before
}

export interface Migration<Modules, Before = unknown> {
  /** The findings that it makes up for: code and edit, as the report has them, e.g. `IASO3006 src/price.ts#total`. */
  readonly for?: string | readonly string[]
  /** Runs before the patch takes effect, and changes nothing: functions are still the old ones. */
  before?(tools: Pick<Tools<Modules>, 'modules'>): Before
  /** Runs once, as soon as the patch is in. If it throws, the whole patch is taken back. */
  up(tools: Tools<Modules, Before>): void
  /** Runs when the patch is taken back, just before, or when `up` has thrown. */
  down?(tools: Tools<Modules, Before>): void
}

/**
 * Code that a patch runs once, to carry the running program's state over. `iaso migration new` writes the skeleton.
 *
 * @example
 * import type * as price from '../../../src/price.js'
 *
 * export default defineMigration<{ 'src/price.ts': typeof price }>({
 *   for: ['IASO3006 src/price.ts#total'],
 *   up: ({ modules }) => modules['src/price.ts'].cache.clear(),
 *   down: ({ modules }) => modules['src/price.ts'].cache.clear(),
 * })
 */
export function defineMigration<Modules, Before = unknown>(
  migration: Migration<Modules, Before>,
): Migration<Modules, Before> {
  return migration
}

/** Stands where a person has to decide; no patch is emitted as long as it does (IASO2164). */
export function unfinished(what: string): never {
  throw new Error(what)
}
