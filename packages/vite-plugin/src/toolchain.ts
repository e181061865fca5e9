import { fingerprint } from '@iaso/build'
import type { Environment } from 'vite'

/** What the code of a build depends on beside its sources. Nothing of the machine; values as digests, they may be secret. */
export function readToolchain(
  environment: Environment,
  meta: { readonly viteVersion?: string; readonly rollupVersion?: string; readonly rolldownVersion?: string },
): Record<string, string> {
  const { config } = environment
  return {
    vite: meta.viteVersion ?? '',
    bundler: meta.rolldownVersion ?? meta.rollupVersion ?? '',
    mode: config.mode,
    target: [config.build.target].flat().join(','),
    plugins: config.plugins.map(toLabel).join(','),
    ...digests('define', config.define ?? {}),
    ...digests('env', config.env),
  }
}

function toLabel(plugin: { readonly name: string; readonly version?: string }): string {
  return plugin.version === undefined ? plugin.name : `${plugin.name}@${plugin.version}`
}

function digests(kind: string, values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${kind}:${name}`,
      fingerprint(JSON.stringify(value) ?? 'undefined'),
    ]),
  )
}
