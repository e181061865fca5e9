/** What a process needs that guards modules as they are loaded: no bundler, no minifier. */
export type { Guarded } from './guard.js'
export { guardLoaded, type LoadedModule, REALM_DEFINE } from './loaded.js'
export type { IasoOptions } from './options.js'
export { OwnPackages } from './own-packages.js'
export { openProject, type Project } from './project.js'
