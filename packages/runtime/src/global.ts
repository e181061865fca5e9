/** Entry of `dist/iaso.global.js`, for pages without a bundler: everything under the global `Iaso`. */
export { start } from './client.js'
export { apply, define, on, revert, state } from './index.js'
