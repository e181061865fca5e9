import type { Build, OutputChoice } from '@iaso/rollup-plugin/hooks'
import { splitsCode } from '@iaso/rollup-plugin/hooks'
import type { Environment } from 'vite'

/** @param defines what Rolldown is to replace; Vite 7 has no such option, and replaces before the last plugins. */
export function toBuild(
  environment: Environment,
  defines: Readonly<Record<string, string>>,
  rolldownVersion: string | undefined,
): Build {
  const { config, logger, name } = environment
  const isServer = config.consumer === 'server'
  const outputs = [config.build.rollupOptions?.output ?? {}].flat() as OutputChoice[]
  const isSplit = !isServer && !config.build.lib && outputs.every(splitsCode)
  const nodeEnv = JSON.stringify(config.isProduction ? 'production' : 'development')
  return {
    environment: name,
    isServer,
    defines,
    patchDefines: { 'process.env.NODE_ENV': nodeEnv, ...defines },
    target: config.build.target || undefined,
    sourceMaps: Boolean(config.build.sourcemap) || outputs.some(({ sourcemap }) => sourcemap),
    splitsCode: isSplit,
    usesGroups:
      isSplit && rolldownVersion !== undefined && outputs.every(({ manualChunks }) => manualChunks === undefined),
    warn: message => logger.warn(`[iaso] ${message}`),
    print: text => logger.info(text),
  }
}
