export { buildDirectory, type Log, patchDirectory } from './build.js'
export type { DirectorySettings } from './tree/settings.js'
