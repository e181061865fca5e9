/** What the plugins for Rollup, Rolldown and Vite are made of. Not for others: it changes as they need it. */
export type { Build } from './build.js'
export { type OutputChoice, splitsCode, withRuntimeGroup } from './chunks.js'
export { type Bundle, type FileContext, guardHooks, keepSession } from './hooks.js'
export { own, RUNTIME } from './own.js'
export { checkOnce, type PluginChoice, toLabel } from './plugins.js'
export { openSession, type Session } from './session.js'
export { withoutStack } from './user-error.js'
export { loadVirtual } from './virtual-modules.js'
