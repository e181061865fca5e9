import { hookSvelte, keepSvelteHelpers, SVELTE_HOOKED, tellSvelte } from '@iaso/build'
import type { Session } from '@iaso/rollup-plugin/hooks'
import type { Plugin } from 'vite'

const COMPONENT = /\.svelte$/
const SCRIPT = /\.[cm]?[jt]s$/

/** Svelte's runtime finds no component from outside: what makes effects and elements tells the adapter. Stands before what puts the guards in. */
export function sveltePlugin(sessionOf: (environment: string) => Session | undefined): Plugin {
  return {
    name: 'iaso:svelte',
    enforce: 'post',
    apply: 'build',
    transform: {
      filter: { id: [SVELTE_HOOKED, COMPONENT, SCRIPT] },
      handler(code, id) {
        const session = sessionOf(this.environment.name)
        if (!session || session.build.isServer) return
        const { project } = session.state
        if (!project.isApplication(id)) {
          const hook = hookSvelte(id)
          return hook === undefined ? undefined : { code: code + hook, map: null }
        }
        const told = COMPONENT.test(id) ? tellSvelte(code, project.moduleId(project.path(id))) : undefined
        const kept = keepSvelteHelpers(told ?? code, id) ?? told
        return kept === undefined ? undefined : { code: kept, map: null }
      },
    },
  }
}
