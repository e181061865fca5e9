import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { wantedAnnotations } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { readArguments, UsageError } from './arguments.js'
import { buildFromDirectory, DIRECTORY_OPTIONS, isDirectoryBuild } from './build-directory.js'
import { buildLoaded, isLoaded } from './build-loaded.js'
import { findHost, findPlace, rootOf } from './hosts/find.js'
import { type Host, majorOf, type Place, versionOf } from './hosts/host.js'
import type { Terminal } from './run.js'

const OPTIONS = {
  'emit-patch': { type: 'boolean' },
  release: { type: 'string' },
  allow: { type: 'string' },
  'rerun-effects': { type: 'boolean' },
  annotations: { type: 'string' },
  host: { type: 'string' },
  loaded: { type: 'boolean' },
  ...DIRECTORY_OPTIONS,
} as const

/**
 * Runs the project's own bundler, so that what is compared is what is deployed. Bundlers refuse arguments that they don't know; ours reach
 * the plugin by environment. A directory is compiled here.
 *
 * @throws IasoError IASO1107, IASO1110, IASO1111, IASO1140
 */
export async function build(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { cwd } = terminal
  const end = argv.indexOf('--')
  const given = end < 0 ? [] : argv.slice(end + 1)
  const { values, positionals } = readArguments(end < 0 ? argv : argv.slice(0, end), OPTIONS, ['?SOURCE'])
  if (
    !values['emit-patch'] &&
    (values.release ?? values.allow ?? values['rerun-effects'] ?? values.annotations) !== undefined
  )
    throw new UsageError('--release, --allow, --rerun-effects and --annotations go with --emit-patch.')
  // for a bundler in a process of its own, and for a directory that is compiled in this one
  if (values.annotations !== undefined) process.env['IASO_ANNOTATIONS'] = values.annotations
  wantedAnnotations()
  const [source] = positionals
  if (values.loaded) return await buildLoaded(values, given, terminal)
  if (values.host === undefined && isDirectoryBuild(cwd, source))
    return await buildFromDirectory({ ...values, source }, terminal)
  const misplaced = Object.keys(DIRECTORY_OPTIONS).find(name => Object.hasOwn(values, name))
  if (misplaced !== undefined) throw new UsageError(`--${misplaced} goes with a directory: iaso build src --out dist.`)
  if (values['emit-patch'] && values.host === undefined && isLoaded(cwd))
    return await buildLoaded(values, given, terminal)
  const host = findHost(rootOf(cwd, given), values.host, given)
  const place = findPlace(host, cwd, given)
  checkVersion(host, place)
  await checkPlugin(host, place)
  return start([binOf(host, place), ...host.arguments(given, place)], cwd, {
    ...(values['emit-patch'] && { IASO_EMIT_PATCH: '1' }),
    ...(values.release !== undefined && { IASO_RELEASE: values.release }),
    ...(values.allow !== undefined && { IASO_ALLOW: values.allow }),
    ...(values['rerun-effects'] && { IASO_RERUN_EFFECTS: '1' }),
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

function checkVersion({ name, oldest }: Host, { manifest }: Place): void {
  if (oldest !== undefined && majorOf(manifest) < oldest.major)
    throw new IasoError('IASO1111', { needs: oldest.called, found: `${name} ${versionOf(manifest)}` })
}

/** Without the plugin, a build that should emit a patch would overwrite the release's output. */
async function checkPlugin(host: Host, place: Place): Promise<void> {
  const plugins = await host.plugins(place)
  if (plugins && !plugins.includes('iaso'))
    throw new IasoError('IASO1110', { directory: place.root, call: host.call, adapter: host.adapter })
}

function binOf({ bin }: Host, { manifest }: Place): string {
  const { bin: bins } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: string | Record<string, string> }
  return join(dirname(manifest), typeof bins === 'string' ? bins : (bins[bin] as string))
}
