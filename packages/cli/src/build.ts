import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { IasoError } from '@iaso/protocol'
import { readArguments, UsageError } from './arguments.js'
import type { Terminal } from './run.js'

const OPTIONS = { 'emit-patch': { type: 'boolean' }, release: { type: 'string' }, allow: { type: 'string' } } as const

/**
 * Runs the project's own Vite, so that what is compared is what is deployed. Vite's parser refuses arguments that it doesn't
 * know; ours reach the plugin by environment.
 *
 * @throws IasoError IASO1107, IASO1110
 */
export async function build(argv: readonly string[], { cwd }: Terminal): Promise<number> {
  const end = argv.indexOf('--')
  const hostArguments = end < 0 ? [] : argv.slice(end + 1)
  const { values } = readArguments(end < 0 ? argv : argv.slice(0, end), OPTIONS)
  if (!values['emit-patch'] && (values.release ?? values.allow) !== undefined)
    throw new UsageError('--release and --allow go with --emit-patch.')
  checkConfiguration(cwd, hostArguments)
  const vite = resolveManifest(cwd)
  await checkPlugin(vite, cwd, hostArguments)
  return start([binOf(vite), 'build', ...hostArguments], cwd, {
    ...(values['emit-patch'] && { IASO_EMIT_PATCH: '1' }),
    ...(values.release !== undefined && { IASO_RELEASE: values.release }),
    ...(values.allow !== undefined && { IASO_ALLOW: values.allow }),
  })
}

function start(command: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, command, { cwd, stdio: 'inherit', env: { ...process.env, ...env } })
  return new Promise((done, fail) => {
    child.once('error', fail)
    // Ended by a signal: no code.
    child.once('close', code => done(code ?? 1))
  })
}

function checkConfiguration(cwd: string, hostArguments: readonly string[]): void {
  if (hostOption(hostArguments, 'config', 'c') !== undefined) return
  const root = rootOf(cwd, hostArguments)
  const names = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].map(extension => `vite.config.${extension}`)
  if (!names.some(name => existsSync(join(root, name)))) throw new IasoError('IASO1107', { directory: root })
}

interface Vite {
  resolveConfig(
    inline: object,
    command: 'build',
    mode: string,
    nodeEnv: string,
  ): Promise<{ readonly plugins: readonly { readonly name: string }[] }>
}

/** Without the plugin, a build that should emit a patch would overwrite the release's output. */
async function checkPlugin(manifest: string, cwd: string, hostArguments: readonly string[]): Promise<void> {
  const vite = (await import(pathToFileURL(createRequire(manifest).resolve('vite')).href)) as Vite
  const root = rootOf(cwd, hostArguments)
  const configFile = hostOption(hostArguments, 'config', 'c')
  const mode = hostOption(hostArguments, 'mode', 'm') ?? 'production'
  const inline = {
    root,
    mode,
    logLevel: 'silent',
    ...(configFile !== undefined && { configFile: resolve(cwd, configFile) }),
  }
  // Vite notes the mode in the environment of this process; the build is to have its own.
  const { NODE_ENV } = process.env
  const { plugins } = await vite.resolveConfig(inline, 'build', mode, 'production')
  if (NODE_ENV === undefined) delete process.env.NODE_ENV
  else process.env.NODE_ENV = NODE_ENV
  if (!plugins.some(({ name }) => name === 'iaso')) throw new IasoError('IASO1110', { directory: root })
}

function rootOf(cwd: string, hostArguments: readonly string[]): string {
  return hostArguments[0]?.startsWith('-') === false ? resolve(cwd, hostArguments[0]) : cwd
}

/** `--name value`, `--name=value`, `-n value` */
function hostOption(words: readonly string[], name: string, short: string): string | undefined {
  const at = words.findIndex(word => word === `--${name}` || word === `-${short}`)
  if (at >= 0) return words[at + 1]
  return words.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3)
}

function binOf(manifest: string): string {
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: { readonly vite: string } }
  return join(dirname(manifest), bin.vite)
}

function resolveManifest(cwd: string): string {
  try {
    return createRequire(join(cwd, 'package.json')).resolve('vite/package.json')
  } catch {
    throw new UsageError(`Vite is not installed in ${cwd}.`)
  }
}
