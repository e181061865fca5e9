import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type Host, option } from './host.js'

interface Vite {
  resolveConfig(
    inline: object,
    command: 'build',
    mode: string,
    nodeEnv: string,
  ): Promise<{ readonly plugins: readonly { readonly name: string }[] }>
}

export const vite: Host = {
  name: 'vite',
  config: 'vite.config',
  package: 'vite',
  bin: 'vite',
  oldest: { major: 7, called: 'Vite 7 or 8' },
  adapter: '@iaso/vite-plugin',
  call: 'iaso()',
  arguments: given => ['build', ...given],
  async plugins({ root, config, manifest, given }) {
    const host = (await import(pathToFileURL(createRequire(manifest).resolve('vite')).href)) as Vite
    const mode = option(given, 'mode', 'm') ?? 'production'
    const inline = { root, mode, logLevel: 'silent', ...(config !== undefined && { configFile: config }) }
    // Vite notes the mode in the environment of this process; the build is to have its own.
    const { NODE_ENV } = process.env
    const { plugins } = await host.resolveConfig(inline, 'build', mode, 'production')
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
    return plugins.map(({ name }) => name)
  },
}
