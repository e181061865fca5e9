import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT_CODES } from '@iaso/protocol'
import type { Plugin } from 'vite'
import { expect, test } from 'vitest'
import iaso, { type IasoOptions } from '../src/index.js'
import { type Fixture, fixture, HOSTS } from './fixture.js'

const FILES = {
  'package.json': '{"name":"shop","type":"module"}',
  'node_modules/kit/package.json': '{"name":"kit","main":"index.js","type":"module"}',
  'node_modules/kit/index.js': 'export const version = __SVELTEKIT_APP_VERSION__, payload = __SVELTEKIT_PAYLOAD__',
  'server.js': `import { version } from 'kit'
import { options } from './.svelte-kit/generated/server/internal.js'
export function render() { return [version, options.version_hash].join() }`,
  'client.js': `import { version, payload } from 'kit'
globalThis.start = function () { return [version, payload, 1] }`,
}

const hash = (version: string) => version.split('').reverse().join('')

/** Does what SvelteKit's plugins do: the client is built of what the server's build has written, and the adapter takes both. */
function kit(host: (typeof HOSTS)[number][1], project: Fixture, version: string, options: IasoOptions): Plugin[] {
  const output = join(project.root, '.svelte-kit/output')
  let isClient = false
  const setup: Plugin = {
    name: 'vite-plugin-sveltekit-setup',
    config: () => ({
      define: {
        __SVELTEKIT_APP_VERSION__: JSON.stringify(version),
        __SVELTEKIT_PAYLOAD__: isClient ? `globalThis.__sveltekit_${hash(version)}` : '{}',
      },
      build: {
        ssr: !isClient,
        outDir: join(output, isClient ? 'client' : 'server'),
        manifest: true,
        rollupOptions: { input: isClient ? '/client.js' : '/server.js' },
      },
    }),
  }
  const compile: Plugin = {
    name: 'vite-plugin-sveltekit-compile',
    buildStart() {
      if (isClient) return
      rmSync(output, { recursive: true, force: true })
      mkdirSync(output, { recursive: true })
    },
    async writeBundle() {
      if (isClient) return
      project.read('.svelte-kit/output/server/.vite/manifest.json')
      isClient = true
      const common = { root: project.root, configFile: false, logLevel: 'silent' } as const
      await host.build({ ...common, plugins: [setup, compile, iaso(options)] })
      isClient = false
    },
    closeBundle() {
      if (!isClient) writeFileSync(join(project.root, 'build.txt'), version)
    },
  }
  return [setup, compile]
}

async function build(host: (typeof HOSTS)[number][1], project: Fixture, version: string, options: IasoOptions = {}) {
  project.write({
    '.svelte-kit/generated/server/internal.js': `export const options = { version_hash: "${hash(version)}" }`,
  })
  return await project.build(options, { plugins: [kit(host, project, version, options), iaso(options)] })
}

test.each(HOSTS)(
  '%s: both are patched, and keep the name of their version; what was written stays',
  async (_, host) => {
    const project = fixture(host, FILES)
    await build(host, project, '1795364862403')
    const written = [project.tree('.svelte-kit/output'), project.read('build.txt')]
    expect(await build(host, project, '1795364940159', { emitPatch: true })).toBe(EXIT_CODES.unchanged)

    project.write({
      'server.js': FILES['server.js'].replace('.join()', ".join('-')"),
      'client.js': FILES['client.js'].replace(', 1]', ', 2]'),
    })
    expect(await build(host, project, '1795364999999', { emitPatch: true })).toBe(EXIT_CODES.emitted)
    expect(project.patch('ssr')).toContain('join(`-`)')
    expect(project.patch('client')).toContain(',2]')
    expect(project.patch('ssr') + project.patch('client')).not.toMatch(/17953649|9999|2403|3042/)
    expect([project.tree('.svelte-kit/output'), project.read('build.txt')]).toEqual(written)
    expect(existsSync(join(project.root, '.svelte-kit/output.released'))).toBe(false)
  },
)
