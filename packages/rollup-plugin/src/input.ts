import { resolve } from 'node:path'
import { contentDigest } from '@iaso/build'
import type { Build, OutputChoice, PluginChoice } from './hooks/index.js'
import { splitsCode, toLabel } from './hooks/index.js'

/** What Rollup and Rolldown are given, as far as it is looked at. */
interface InputOptions {
  readonly cwd?: string
  readonly platform?: string
  readonly plugins?: unknown
  readonly transform?: TransformChoice
  readonly tsconfig?: boolean | string
  /** Only their command lines tell this soon. */
  readonly output?: OutputChoice | readonly OutputChoice[]
}

interface TransformChoice {
  readonly define?: Readonly<Record<string, string>>
  readonly target?: string | readonly string[]
  readonly inject?: object
}

interface Meta {
  readonly rollupVersion?: string
  readonly rolldownVersion?: string
}

/** A build as it was configured. */
export interface Input {
  readonly root: string
  readonly isRolldown: boolean
  readonly plugins: readonly PluginChoice[]
  readonly build: Omit<Build, 'warn' | 'print'>
  readonly toolchain: Record<string, string>
}

export function readInput(given: InputOptions, meta: Meta, environment: string | undefined): Input {
  const plugins = ([given.plugins].flat(9) as (PluginChoice | false | undefined)[]).flatMap(plugin => plugin || [])
  const { define = {}, target, inject: _, ...compiles } = given.transform ?? {}
  const outputs = [given.output ?? []].flat() as OutputChoice[]
  const isRolldown = meta.rolldownVersion !== undefined
  const isServer = given.platform === 'node' || (outputs.length > 0 && outputs.every(isCommonJs))
  const nodeEnv = JSON.stringify(process.env['NODE_ENV'] || 'production')
  return {
    root: resolve(given.cwd ?? ''),
    isRolldown,
    plugins,
    build: {
      environment: environment ?? (isServer ? 'server' : 'client'),
      isServer,
      defines: define,
      ...(isRolldown && { compiles: { ...compiles, tsconfig: given.tsconfig ?? true } }),
      patchDefines: { 'process.env.NODE_ENV': nodeEnv, ...define },
      target,
      // Outputs are told when modules are long guarded.
      sourceMaps: true,
      splitsCode: outputs.length > 0 && outputs.every(splitsCode),
      usesGroups: isRolldown,
    },
    toolchain: {
      bundler: isRolldown ? `rolldown@${meta.rolldownVersion}` : `rollup@${meta.rollupVersion}`,
      target: [target].flat().join(','),
      plugins: plugins.map(toLabel).join(','),
      ...Object.fromEntries(Object.entries(define).map(([name, code]) => [`define:${name}`, contentDigest(code)])),
    },
  }
}

function isCommonJs({ format }: OutputChoice): boolean {
  return format === 'cjs' || format === 'commonjs'
}
