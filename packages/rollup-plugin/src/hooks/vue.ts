import { isSupportedVue, VUE, vueModule, writeVueModule } from '@iaso/build'
import { RUNTIME } from './own.js'
import type { Session } from './session.js'

/**
 * Stands behind a module's code.
 *
 * @param vue path of the module that `vue` is there
 */
export function writeVueImport(session: Session, vue: string | undefined, id: string): string {
  const { project } = session.state
  if (vue === undefined || session.build.isServer || !isSupportedVue(project, vue)) return ''
  const module = vueModule(project, vue)
  const [copy = ''] = module.path.split('/').slice(-1)
  if (!session.vueImporters.has(copy)) session.state.adopt(module)
  session.vueImporters.set(copy, id)
  return `\nimport ${JSON.stringify(module.path)}\n`
}

/** @param path of the module that brings the adapter */
export function loadVue(path: string, { state: { project } }: Session): string {
  const specifiers = { runtime: RUNTIME, adapter: '@iaso/vue', vue: VUE }
  return writeVueModule(project, path, specifiers)
}
