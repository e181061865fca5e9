import { toLabel } from '@iaso/rollup-plugin/hooks'
import type { Environment } from 'vite'

/** What the code of a build depends on beside its sources. Nothing of the machine. */
export function readToolchain(
  environment: Environment,
  meta: { readonly viteVersion?: string; readonly rollupVersion?: string; readonly rolldownVersion?: string },
): Record<string, string> {
  const { config } = environment
  return {
    vite: meta.viteVersion ?? '',
    bundler: meta.rolldownVersion ?? meta.rollupVersion ?? '',
    mode: config.mode,
    NODE_ENV: config.isProduction ? 'production' : 'development',
    target: [config.build.target].flat().join(','),
    plugins: config.plugins.map(toLabel).join(','),
    ...definitions('define', config.define ?? {}, value => (typeof value === 'string' ? value : JSON.stringify(value))),
    ...definitions('env', config.env, JSON.stringify),
  }
}

/** The code that takes a name's place; it is in the mapping anyway, wherever the name is used. */
function definitions(
  kind: string,
  values: Readonly<Record<string, unknown>>,
  toCode: (value: unknown) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${kind}:${name}`, toCode(value) ?? 'undefined']),
  )
}
