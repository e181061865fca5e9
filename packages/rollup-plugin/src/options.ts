// Apart, so that the types of Babel don't become the user's concern.
import type { IasoOptions } from '@iaso/build/options'

export interface RollupOptions extends IasoOptions {
  /**
   * Name of this build, which its mapping is kept under: several builds of one configuration are told apart by it.
   * @default `server` for Rolldown's platform `node` and where all outputs are CommonJS, else `client`
   */
  readonly environment?: string
}

/** A plugin of Rollup 4 and of Rolldown, whose types aren't both installed everywhere. */
export interface RollupPlugin {
  readonly name: string
  readonly version?: string
  // biome-ignore lint/suspicious/noExplicitAny: both hosts know better what their hooks are given
  readonly [hook: string]: any
}
