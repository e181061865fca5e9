import { EXIT_CODES } from '@iaso/protocol'
import type { Plugin } from 'vite'
import { expect, test } from 'vitest'
import iaso from '../src/index.js'
import { fixture, HOSTS } from './fixture.js'

const MANIFEST = 'virtual:react-router/server-manifest'

/** As React Router does it: the server's build is made of what the page's has written, which a patch build doesn't do. */
const reactRouter = (chunk: string | undefined): Plugin => ({
  name: 'react-router',
  resolveId: id => (id === MANIFEST ? `\0${id}` : undefined),
  load(id) {
    if (id !== `\0${MANIFEST}`) return undefined
    if (chunk === undefined) throw new Error('there is no manifest')
    return `export default { entry: ${JSON.stringify(chunk)} }`
  },
})

test.each(HOSTS)("%s: the server goes on naming the release's chunks", async (_, host) => {
  const source = (n: number) =>
    `import manifest from '${MANIFEST}'\nexport function render() { return manifest.entry + ${n} }`
  const project = fixture(host, { 'package.json': '{"name":"shop","type":"module"}', 'server.js': source(1) })
  const build = (chunk?: string) => {
    const emitPatch = chunk === undefined
    const plugins = [reactRouter(chunk), iaso({ emitPatch })]
    return project.build({ emitPatch }, { build: { ssr: '/server.js' }, plugins })
  }
  await build('/home-a1b2.js')
  project.write({ 'server.js': source(2) })
  expect(await build()).toBe(EXIT_CODES.emitted)
  expect(project.patch('ssr')).toContain('+2')
  expect(project.patch('ssr')).not.toContain('home')
})
