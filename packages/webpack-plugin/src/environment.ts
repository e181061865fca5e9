import type { Compiler, Configuration } from './host.js'

/** The configuration's name, else `client` or `server`: configurations of several compilers are told apart by it. */
export function environmentOf(compiler: Compiler): string {
  return compiler.options.name ?? (isServer(compiler.options) ? 'server' : 'client')
}

export function isServer({ externalsPresets, target }: Configuration): boolean {
  return Boolean(externalsPresets?.node) || [target].flat().some(each => /^(?:async-)?node|-main$/.test(String(each)))
}

/** What the code of a build depends on beside its sources. Nothing of the machine. */
export function readToolchain(
  { webpack, options }: Compiler,
  definitions: Readonly<Record<string, string>>,
): Record<string, string> {
  const defined = Object.entries(definitions).map(([name, code]) => [`define:${name}`, code] as const)
  return {
    bundler: webpack.rspackVersion === undefined ? `webpack@${webpack.version}` : `rspack@${webpack.rspackVersion}`,
    mode: String(options.mode ?? 'production'),
    target: [options.target].flat().join(','),
    ...Object.fromEntries(defined),
  }
}
