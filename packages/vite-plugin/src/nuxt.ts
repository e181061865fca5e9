import type { Plugin } from 'vite'

/**
 * Nuxt goes on from what its builds have written, which patch builds don't do: it would fail. When it has built the server, after the page, all patches are
 * there, and what was deployed is untouched.
 *
 * @param end ends the process, with the exit code that it has
 */
export function nuxtPlugin(isPatch: boolean, end: () => void = () => process.exit()): Plugin {
  let isNuxt = false
  return {
    name: 'iaso:nuxt',
    apply: 'build',
    configResolved({ plugins }) {
      isNuxt = plugins.some(({ name }) => name.startsWith('nuxt:'))
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        if (isPatch && isNuxt && this.environment.name === 'ssr') end()
      },
    },
  }
}
