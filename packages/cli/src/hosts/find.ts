import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { IasoError } from '@iaso/protocol'
import { UsageError } from '../arguments.js'
import { type Host, option, type Place } from './host.js'
import { next } from './next.js'
import { rolldown, rollup } from './rollup.js'
import { vite } from './vite.js'
import { rspack, webpack } from './webpack.js'

export const HOSTS: readonly Host[] = [vite, webpack, rspack, rollup, rolldown, next]

const EXTENSIONS = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts']

/**
 * The host that the project is built with: the one that is named, else the one that has a configuration here; of several, the one
 * whose configuration has the plugin.
 *
 * @throws IasoError IASO1107, IASO1140
 */
export function findHost(root: string, named: string | undefined, given: readonly string[]): Host {
  if (named !== undefined) return byName(named)
  const found = hostsIn(root)
  const guarded = found.filter(host => mentionsIaso(configOf(host, root) as string))
  const [first, second] = guarded.length > 0 ? guarded : found
  if (first && !second) return first
  if (!first && option(given, 'config', 'c') !== undefined) return byFile(option(given, 'config', 'c') as string)
  const hosts = (names: readonly Host[]) => names.map(({ name }) => name).join(', ')
  if (first) throw new IasoError('IASO1140', { directory: root, hosts: hosts(found), host: first.name })
  throw new IasoError('IASO1107', { directory: root, hosts: hosts(HOSTS) })
}

/** Those that have a configuration there. */
export function hostsIn(root: string): readonly Host[] {
  return HOSTS.filter(host => configOf(host, root) !== undefined)
}

function byName(name: string): Host {
  const host = HOSTS.find(each => each.name === name)
  if (!host) throw new UsageError(`There is no host "${name}"; known: ${HOSTS.map(each => each.name).join(', ')}.`)
  return host
}

/** `-- --config build/rollup.prod.mjs`; a name that says nothing is Vite's. */
function byFile(file: string): Host {
  return HOSTS.find(({ name }) => file.includes(name)) ?? vite
}

function configOf(host: Host, root: string): string | undefined {
  return EXTENSIONS.map(extension => join(root, `${host.config}.${extension}`)).find(existsSync)
}

function mentionsIaso(file: string): boolean {
  return /@iaso\/|\biaso\b/i.test(readFileSync(file, 'utf8'))
}

/** @throws UsageError if the host isn't installed */
export function findPlace(host: Host, cwd: string, given: readonly string[]): Place {
  const root = rootOf(cwd, given)
  const wanted = option(given, 'config', 'c')
  const config = wanted === undefined || wanted.startsWith('-') ? configOf(host, root) : resolve(cwd, wanted)
  return { cwd, root, config, manifest: manifestOf(host, cwd), given }
}

/** Vite takes its root as an argument. */
export function rootOf(cwd: string, given: readonly string[]): string {
  return given[0]?.startsWith('-') === false ? resolve(cwd, given[0]) : cwd
}

function manifestOf(host: Host, cwd: string): string {
  try {
    return createRequire(join(cwd, 'package.json')).resolve(`${host.package}/package.json`)
  } catch {
    throw new UsageError(`${host.package} is not installed in ${cwd}.`)
  }
}
