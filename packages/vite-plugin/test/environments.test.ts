import { EXIT_CODES } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { withExitCode } from '../../../testing/project.js'
import iaso, { type IasoOptions } from '../src/index.js'
import { APPLICATION, type Fixture, fixture, HOSTS, type Host } from './fixture.js'

const FILES = {
  ...APPLICATION,
  'src/server.ts':
    'import { total } from "./cart"\nexport function render(): string { return "rendered " + total([1]) }',
}

/** Client and server in one run, as frameworks do it. */
async function buildAll(host: Host, project: Fixture, options: IasoOptions = {}): Promise<number | undefined> {
  const { code } = await withExitCode(async () => {
    const builder = await host.createBuilder({
      root: project.root,
      configFile: false,
      logLevel: 'silent',
      plugins: [iaso(options)],
      builder: {},
      environments: {
        client: { build: { outDir: 'dist/client' } },
        ssr: { build: { outDir: 'dist/server', ssr: true, rollupOptions: { input: '/src/server.ts' } } },
      },
    })
    await builder.buildApp()
  })
  return code
}

describe.each(HOSTS)('%s: several environments', (_name, host) => {
  test('keep separate mappings', async () => {
    const project = fixture(host, FILES)
    await buildAll(host, project)
    const [client, ssr] = [project.mapping('client'), project.mapping('ssr')]
    expect(client.release).not.toBe(ssr.release)
    expect(Object.keys(ssr.modules)).toEqual(['src/cart.ts', 'src/server.ts'])
    expect(client.modules['src/server.ts']).toBeUndefined()
    expect(project.tree('dist/server')['server.js']).toContain(ssr.release)
  })

  test('get a patch each, and only where something changed', async () => {
    const project = fixture(host, FILES)
    await buildAll(host, project)
    const dist = project.tree('dist')
    project.write({ 'src/server.ts': FILES['src/server.ts'].replace('rendered', 'drawn') })
    expect(await buildAll(host, project, { emitPatch: true })).toBe(EXIT_CODES.emitted)
    expect(project.tree('dist')).toEqual(dist)
    const files = Object.keys(project.tree('.iaso')).filter(file => file.endsWith('patch.js'))
    expect(files).toEqual([expect.stringMatching(/^ssr\/\w+\/patches\/1-\w+\/patch\.js$/)])
  })

  test('a plain server build is the environment "ssr"', async () => {
    const project = fixture(host, FILES)
    await project.build({}, { build: { ssr: '/src/server.ts' } })
    expect(Object.keys(project.tree('.iaso')).map(file => file.split('/')[0])).toEqual(['.gitignore', 'ssr', 'ssr'])
  })
})
