import { contentDigest } from '@iaso/build'
import type { Session } from '@iaso/rollup-plugin/hooks'
import type { Plugin } from 'vite'

const STYLE = /\.(?:css|less|s[ac]ss|styl(?:us)?|pcss|postcss|sss)(?:$|\?(?!.*\b(?:raw|url)\b))/

/**
 * Notices changed styles. It stands between the plugin that compiles a style and the one that takes its text out of the module
 * graph, and so sees what preprocessors and imported partials made of it.
 */
export function stylesPlugin(sessionOf: (environment: string) => Session | undefined): Plugin {
  return {
    name: 'iaso:styles',
    apply: 'build',
    transform: {
      filter: { id: STYLE },
      handler(code, id) {
        const session = sessionOf(this.environment.name)
        if (!session || !STYLE.test(id)) return
        const { project, known } = session.state
        const text = nameAssets(code.replaceAll(project.root, ''), reference => this.getFileName(reference))
        known.set(project.path(id), contentDigest(text))
      },
    },
  }
}

/** In Rolldown, placeholders of the same assets are now these and now those. */
function nameAssets(code: string, nameOf: (reference: string) => string): string {
  return code.replace(/__VITE_ASSET__([\w$]+)__/g, (placeholder, reference: string) => {
    try {
      return nameOf(reference)
    } catch {
      // Rollup doesn't know names yet, and always writes the same placeholder.
      return placeholder
    }
  })
}
