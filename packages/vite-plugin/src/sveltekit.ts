import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { chooseRelease, type PatchRequest, type Project } from '@iaso/build'
import type { Plugin, ResolvedConfig, UserConfig } from 'vite'

/** The plugin that builds the client, and has an adapter make of all what is deployed. */
const COMPILE = 'vite-plugin-sveltekit-compile'
const VERSION = '__SVELTEKIT_APP_VERSION__'
/** Its value is `globalThis.__sveltekit_<digest of the version>` where it isn't empty. */
const PAYLOAD = '__SVELTEKIT_PAYLOAD__'

/**
 * SvelteKit builds the client once the server's output is written, and out of that. So a patch build has to write: it does so in the usual place, while
 * the release's output is put aside.
 */
export function isSvelteKit({ define }: Pick<UserConfig, 'define'>): boolean {
  return define !== undefined && VERSION in define
}

/** Called for the server's build, and for the client's within it. */
export function patchSvelteKit(config: ResolvedConfig, project: Project, request: PatchRequest): void {
  keepVersion(config, project, request)
  const compile = config.plugins.find(({ name }) => name === COMPILE) as Plugin | undefined
  if (!config.build.ssr || compile === undefined) return
  const putBack = putAside(dirname(resolve(config.root, config.build.outDir)))
  // In place of the adapter.
  compile.closeBundle = { sequential: true, order: 'post', handler: putBack }
}

/** A version is named by the time when it was built, if nobody says otherwise. Server and clients find each other by it, so it is the release's. */
function keepVersion(config: ResolvedConfig, project: Project, { releases }: PatchRequest): void {
  const environment = config.build.ssr ? 'ssr' : 'client'
  const { toolchain } = chooseRelease(project, environment, releases)
  for (const define of [config.define, config.environments[environment]?.define])
    for (const name of [VERSION, PAYLOAD]) {
      const released = toolchain[`define:${name}`]
      if (define && name in define && released !== undefined) define[name] = released
    }
}

/** @returns puts it back; the process does so at its end, if nobody has by then */
function putAside(output: string): () => void {
  const aside = `${output}.released`
  // One that is there already was left by a build that was killed, and is the release's.
  if (!existsSync(aside) && existsSync(output)) renameSync(output, aside)
  const putBack = () => {
    if (!existsSync(aside)) return
    rmSync(output, { recursive: true, force: true })
    renameSync(aside, output)
  }
  process.once('exit', putBack)
  return putBack
}
