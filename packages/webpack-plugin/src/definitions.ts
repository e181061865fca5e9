import type { Compilation, Compiler } from './host.js'

/*
 * What `DefinePlugin` and its kin replace after all loaders have run: a patch is linked without the host, so its sources must have
 * these names replaced already.
 */

/** Name → code. Values that only the host can work out are left out. */
export function readDefinitions(compilation: Compilation): Record<string, string> {
  const { compiler } = compilation
  const merged = compiler.webpack.DefinePlugin.getCompilationHooks?.(compilation).definitions?.call({})
  const sources = merged ? [merged] : [nodeEnv(compiler), ...builtins(compiler), ...plugins(compiler)]
  return Object.assign({}, ...sources.map(source => flatten(source)))
}

function nodeEnv({ options: { optimization, mode } }: Compiler): Readonly<Record<string, unknown>> {
  const value = optimization.nodeEnv ?? mode
  return typeof value === 'string' ? { 'process.env.NODE_ENV': JSON.stringify(value) } : {}
}

/** Rspack, whatever plugin they came through. */
function builtins({ __internal__builtinPlugins: plugins = [] }: Compiler): object[] {
  return plugins.flatMap(({ name, options }) => (name === 'DefinePlugin' ? [options as object] : []))
}

/** webpack before it had a hook for them. */
function plugins({ options }: Compiler): object[] {
  return (options.plugins as { readonly definitions?: object }[]).flatMap(plugin => plugin?.definitions ?? [])
}

function flatten(definitions: object, prefix = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(definitions).map(([name, value]) => {
      if (!/^[\w$]+(?:\.[\w$]+)*$/.test(name)) return {}
      if (isPlain(value)) return flatten(value, `${prefix}${name}.`)
      const code = toCode(value)
      return code === undefined ? {} : { [prefix + name]: code }
    }),
  )
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function toCode(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === undefined) return 'undefined'
  if (typeof value === 'bigint') return `${value}n`
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value)
  return undefined
}
