import { fingerprint } from '@iaso/build'
import type { Environment } from 'vite'

/** Hosts' own plugins follow from the host's version, and some come and go with what is built. */
const BUILT_IN = /^(?:vite:|native:|builtin:|iaso|alias$|commonjs$)/

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
    plugins: config.plugins.filter((plugin) => !BUILT_IN.test(plugin.name)).map(toLabel).join(','),
    ...digests('define', config.define ?? {}),
    ...digests('env', config.env),
  }
}

function toLabel(plugin: { readonly name: string; readonly version?: string }): string {
  return plugin.version === undefined ? plugin.name : `${plugin.name}@${plugin.version}`
}

function digests(kind: string, values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${kind}:${name}`, fingerprint(JSON.stringify(value) ?? 'undefined')]))
}
