import { bringReact, REACT_DOM, type Session } from '@iaso/rollup-plugin/hooks'
import type { Plugin } from 'vite'

const DEPENDENCY = /[\\/]node_modules[\\/]/
const RENDERS = new RegExp(`from\\s*["']${REACT_DOM}["']`)

/** Frameworks render the application from a module of their own, as React Router does: the adapter comes with that. */
export function reactPlugin(sessionOf: (environment: string) => Session | undefined): Plugin {
  return {
    name: 'iaso:react',
    enforce: 'post',
    apply: 'build',
    transform: {
      filter: { id: DEPENDENCY, code: RENDERS },
      async handler(code, id) {
        const session = sessionOf(this.environment.name)
        if (!session || session.state.project.isApplication(id) || !RENDERS.test(code)) return
        const withAdapter = await bringReact(this as never, session, code, id)
        return withAdapter === undefined ? undefined : { code: withAdapter, map: null }
      },
    },
  }
}
