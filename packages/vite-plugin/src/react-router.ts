import { Store } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import type { Session } from '@iaso/rollup-plugin/hooks'
import type { Plugin } from 'vite'

/** Where the page's chunks are, for the server. */
const MANIFEST = /^\0?virtual:react-router\/server-manifest$/
const FILE = 'react-router-manifest.js'

/**
 * React Router makes the server's build of what the client's has written. A patch build writes nothing, and the chunks that are deployed are the
 * release's: the server goes on naming those.
 */
export function reactRouterPlugin(sessionOf: (environment: string) => Session | undefined): Plugin {
  const manifests = new Map<string, string>()
  return {
    name: 'iaso:react-router',
    enforce: 'pre',
    apply: 'build',
    load: {
      order: 'pre',
      filter: { id: MANIFEST },
      handler(id) {
        const session = sessionOf(this.environment.name)
        if (!session?.base || !MANIFEST.test(id)) return undefined
        const { project, environment } = session.state
        const code = new Store(project.directory).readReleaseFile(environment, session.base.mapping.release, FILE)
        if (code === undefined) throw new IasoError('IASO1101', { file: FILE, detail: 'the release has no such file' })
        return code
      },
    },
    transform: {
      filter: { id: MANIFEST },
      handler(code, id) {
        if (MANIFEST.test(id)) manifests.set(this.environment.name, code)
      },
    },
    writeBundle() {
      const session = sessionOf(this.environment.name)
      const code = manifests.get(this.environment.name)
      if (!session?.mapping || code === undefined) return
      const { project, environment } = session.state
      new Store(project.directory).writeReleaseFile(environment, session.mapping.release, FILE, code)
    },
  }
}
