import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { IasoError } from '@iaso/protocol'
import { readArguments, UsageError } from './arguments.js'
import type { Terminal } from './run.js'

const OPTIONS = { 'emit-patch': { type: 'boolean' }, release: { type: 'string' }, allow: { type: 'string' } } as const

/**
 * Runs the project's own Vite, so that what is compared is what is deployed. Vite's parser refuses arguments that it doesn't
 * know; ours reach the plugin by environment.
 *
 * @throws IasoError IASO1107
 */
export function build(argv: readonly string[], { cwd }: Terminal): Promise<number> {
  const end = argv.indexOf('--')
  const hostArguments = end < 0 ? [] : argv.slice(end + 1)
  const { values } = readArguments(end < 0 ? argv : argv.slice(0, end), OPTIONS)
  if (!values['emit-patch'] && (values.release ?? values.allow) !== undefined)
    throw new UsageError('--release and --allow go with --emit-patch.')
  checkConfiguration(cwd, hostArguments)
  return start([findVite(cwd), 'build', ...hostArguments], cwd, {
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
  if (hostArguments.some(word => /^(?:--config|-c)(?:=|$)/.test(word))) return
  const root = hostArguments[0]?.startsWith('-') === false ? resolve(cwd, hostArguments[0]) : cwd
  const names = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].map(extension => `vite.config.${extension}`)
  if (!names.some(name => existsSync(join(root, name)))) throw new IasoError('IASO1107', { directory: root })
}

function findVite(cwd: string): string {
  const file = resolveManifest(cwd)
  const { bin } = JSON.parse(readFileSync(file, 'utf8')) as { readonly bin: { readonly vite: string } }
  return join(dirname(file), bin.vite)
}

function resolveManifest(cwd: string): string {
  try {
    return createRequire(join(cwd, 'package.json')).resolve('vite/package.json')
  } catch {
    throw new UsageError(`Vite is not installed in ${cwd}.`)
  }
}
