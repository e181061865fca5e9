import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPatchRequest, tell } from '@iaso/build'
import { buildDirectory, type DirectorySettings, patchDirectory } from '@iaso/directory'
import { EXIT_CODES } from '@iaso/protocol'
import type { Terminal } from './run.js'

/** How `iaso build` of a directory is asked for, beside what it shares with the bundlers'. */
export const DIRECTORY_OPTIONS = {
  out: { type: 'string' },
  app: { type: 'string' },
  entry: { type: 'string', multiple: true },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
} as const

export interface DirectoryArguments {
  readonly source: string | undefined
  readonly out?: string | undefined
  readonly app?: string | undefined
  readonly entry?: string[] | undefined
  readonly include?: string[] | undefined
  readonly exclude?: string[] | undefined
  readonly 'emit-patch'?: boolean | undefined
  readonly release?: string | undefined
  readonly allow?: string | undefined
}

/** `iaso build src`, or plain `iaso build` where package.json says which directory. */
export function isDirectoryBuild(cwd: string, source: string | undefined): boolean {
  return source !== undefined || keepsSource(join(cwd, 'package.json'))
}

function keepsSource(file: string): boolean {
  try {
    const { iaso } = JSON.parse(readFileSync(file, 'utf8')) as { iaso?: { build?: unknown } }
    return iaso?.build !== undefined
  } catch {
    return false
  }
}

/** Compiles the directory, or compares it with a release. Answers the exit code. */
export async function buildFromDirectory(given: DirectoryArguments, terminal: Terminal): Promise<number> {
  const log = { warn: (message: string) => terminal.complain(`[iaso] ${message}`) }
  const request = given['emit-patch'] ? readPatchRequest({ emitPatch: true }, asEnvironment(given), []) : undefined
  if (request) {
    const emission = await patchDirectory(terminal.cwd, toSettings(given), request, log)
    tell(emission, terminal.print, terminal.cwd)
    return EXIT_CODES[emission.report.outcome]
  }
  const mapping = await buildDirectory(terminal.cwd, toSettings(given), log)
  const count = Object.keys(mapping.modules).length
  terminal.print(`iaso ${mapping.environment} ${mapping.release}  release built, ${count} modules guarded`)
  return 0
}

function toSettings({ source, out, app, entry, include, exclude }: DirectoryArguments): Partial<DirectorySettings> {
  const settings = { source, out, app, entries: entry, include, exclude }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}

function asEnvironment({ release, allow }: DirectoryArguments): Record<string, string | undefined> {
  return { IASO_RELEASE: release ?? process.env['IASO_RELEASE'], IASO_ALLOW: allow ?? process.env['IASO_ALLOW'] }
}
