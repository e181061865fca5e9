import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

export const REPOSITORY = new URL('../../', import.meta.url).pathname

/** A bundler, and what the specs must know of it. */
export interface Host {
  readonly name: string
  /** Where to look for packages, in this order. */
  readonly modules: readonly string[]
  /** Configurations that take the place of the applications' own, which are Vite's. */
  readonly files: Readonly<Record<string, string>>
  /** What those need beside what the application has. */
  readonly packages: readonly string[]
  /** Script of the bundler's own command, relative to the project. */
  readonly command: string
  /** Ways to ask that command for a patch: arguments, environment. */
  readonly ways: readonly (readonly [readonly string[], Readonly<Record<string, string>>?])[]
  /** Behind `iaso build`, for a harmless option that reaches the bundler. */
  readonly harmless: readonly string[]
  /** How a project's server is built, and what its environment is called. */
  readonly server: { readonly arguments: readonly string[]; readonly environment: string }
  /** Guarded modules import the runtime's file, which must not be the entry's then. */
  readonly hasRuntimeChunk: boolean
}

const HOISTED = join(REPOSITORY, 'node_modules')
const EMIT = { IASO_EMIT_PATCH: '1' }

const vite = {
  files: {},
  packages: ['vite'],
  command: 'node_modules/vite/bin/vite.js',
  ways: [[['build', '--', '--emit-patch']], [['build'], EMIT]],
  harmless: ['--', '--logLevel', 'info'],
  server: { arguments: ['--', '--ssr', 'src/server.ts', '--outDir', 'server'], environment: 'ssr' },
  hasRuntimeChunk: true,
} as const satisfies Partial<Host>

export const VITE_8: Host = { ...vite, name: 'Vite 8', modules: [HOISTED] }
/** What this workspace itself has installed comes first: Vite 7. */
export const VITE_7: Host = { ...vite, name: 'Vite 7', modules: [join(REPOSITORY, 'e2e/node_modules'), HOISTED] }

export const WEBPACK: Host = {
  ...standalone('webpack', ['@iaso/webpack-plugin', 'webpack', 'webpack-cli', 'swc-loader', '@swc/core']),
  name: 'webpack 5',
  command: 'node_modules/webpack-cli/bin/cli.js',
  ways: [[['build', '--env', 'emit-patch']], [['build', '--env=emit-patch']], [['build'], EMIT]],
  harmless: ['--', '--stats', 'errors-only'],
  hasRuntimeChunk: false,
}

export const RSPACK: Host = {
  ...standalone('rspack', ['@iaso/webpack-plugin', '@rspack/core', '@rspack/cli']),
  name: 'Rspack 2',
  command: 'node_modules/@rspack/cli/bin/rspack.js',
  ways: [[['build', '--env', 'emit-patch']], [['build'], EMIT]],
  harmless: ['--', '--mode', 'production'],
  hasRuntimeChunk: false,
}

export const ROLLUP: Host = {
  ...standalone('rollup', ['@iaso/rollup-plugin', 'rollup']),
  name: 'Rollup',
  command: 'node_modules/rollup/dist/bin/rollup',
  ways: [[['-c', '--emit-patch']], [['-c'], EMIT]],
  harmless: ['--', '--no-treeshake.tryCatchDeoptimization'],
  hasRuntimeChunk: true,
}

export const ROLLDOWN: Host = {
  ...standalone('rolldown', ['@iaso/rollup-plugin', 'rolldown']),
  name: 'Rolldown',
  command: 'node_modules/rolldown/bin/cli.mjs',
  ways: [[['-c'], EMIT]],
  harmless: ['--', '-c', 'rolldown.config.mjs'],
  hasRuntimeChunk: true,
}

/** Builds with webpack, and runs what it has built; its configuration is the application's own. */
export const NEXT: Host = {
  name: 'Next.js',
  modules: [HOISTED],
  files: {},
  packages: [],
  command: 'node_modules/next/dist/bin/next',
  ways: [[['build', '--webpack'], EMIT]],
  harmless: [],
  server: { arguments: [], environment: 'server' },
  hasRuntimeChunk: true,
}

const ALL = [VITE_8, VITE_7, WEBPACK, RSPACK, ROLLUP, ROLLDOWN]

/** All of them, or those that `HOST` names: `HOST=webpack`. */
export const HOSTS = ALL.filter(({ name }) => name.toLowerCase().startsWith((process.env['HOST'] ?? '').toLowerCase()))

/** The configurations in `fixtures/hosts`, and the packages that those import. */
function standalone(bundler: string, packages: readonly string[]) {
  const directory = join(REPOSITORY, 'e2e/fixtures/hosts', bundler)
  const files = Object.fromEntries(
    readdirSync(directory).map(name => [name, readFileSync(join(directory, name), 'utf8')]),
  )
  const imported = Object.values(files).flatMap(text =>
    [...text.matchAll(/ from '([^.'][^']*)'/g)].map(([, name]) => name as string),
  )
  const needed = [...packages, ...imported, 'css-loader'].filter(name => !name.startsWith('node:'))
  const server = { arguments: ['--', '--config', `${bundler}.server.config.mjs`], environment: 'server' }
  return { modules: [HOISTED], files, packages: [...new Set(needed)], server }
}

/** Where a package really lies. */
export function findPackage(name: string, { modules }: Host): string {
  const directory = modules.map(folder => join(folder, name)).find(existsSync)
  if (!directory) throw new Error(`${name} is not installed`)
  return realpathSync(directory)
}
