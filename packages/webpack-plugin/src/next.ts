import { readPatchRequest } from '@iaso/build'
import type { IasoOptions } from '@iaso/build/options'
import { IasoPlugin } from './plugin.js'

/** By this `iaso build` knows that the configuration has the plugin; other wrappers copy it along. */
const SIGN = Symbol.for('iaso:next')

/** Of Next.js' configuration, as far as it is used here. */
interface NextConfig {
  readonly [SIGN]?: true
  readonly webpack?: ((config: WebpackConfig, context: WebpackContext) => WebpackConfig) | null
  readonly distDir?: string
  readonly compiler?: object
}

interface WebpackConfig {
  plugins?: unknown[]
}

interface WebpackContext {
  readonly dev?: boolean
  readonly nextRuntime?: 'nodejs' | 'edge'
}

/** Next.js empties its output before it does anything else: a patch build writes here instead. */
const SCRATCH = '.iaso/next'

/**
 * Guards an application of Next.js, 15.4 or later, that webpack builds: its page is the environment `client`, its server is `server`.
 *
 * Limit: what the edge runtime runs has no guards, as no patch could reach it; a fix there is refused (IASO2101).
 *
 * @param config an object, or a function, as Next.js takes them; the answer is of the same kind
 * @example
 * // next.config.mjs
 * export default withIaso({ reactStrictMode: true })
 */
export function withIaso<Config extends object | ((...args: never[]) => unknown)>(
  config: Config,
  options: IasoOptions = {},
): Config {
  if (typeof config !== 'function') return guarded(config, options) as Config
  return (async (...args: never[]) => guarded((await config(...args)) as NextConfig, options)) as unknown as Config
}

function guarded(config: NextConfig, options: IasoOptions): NextConfig {
  const isPatch = readPatchRequest(options) !== undefined
  const build: NextConfig = {
    ...config,
    [SIGN]: true,
    webpack: (given, context) => {
      const made = config.webpack ? config.webpack(given, context) : given
      if (context.dev) return made
      const plugins = made.plugins ?? []
      if (isPatch) for (const plugin of plugins) asReleased(plugin, config.distDir ?? '.next')
      const plugin = new IasoPlugin(context.nextRuntime === 'edge' ? { ...options, exclude: /^/ } : options)
      made.plugins = [...plugins, plugin]
      return made
    },
  }
  if (!isPatch) return build
  // Next.js would go on from what its compilers have written, which a patch build doesn't do. All patches are there by then.
  const runAfterProductionCompile = () => process.exit()
  return { ...build, distDir: SCRATCH, compiler: { ...config.compiler, runAfterProductionCompile } }
}

/** The release's code has the name of its own output in it. */
function asReleased(plugin: unknown, distDir: string): void {
  const { definitions } = plugin as { definitions?: Record<string, unknown> }
  for (const [name, code] of Object.entries(definitions ?? {}))
    if (definitions && code === JSON.stringify(SCRATCH)) definitions[name] = JSON.stringify(distDir)
}
