import { expect, test, vi } from 'vitest'
import { nuxtPlugin } from '../src/nuxt.js'
import { fixture, HOSTS } from './fixture.js'

test.each(HOSTS)('%s: a patch build by Nuxt ends when the server was built, others go on', async (_, host) => {
  const project = fixture(host, { 'package.json': '{"name":"shop","type":"module"}', 'main.js': 'export const a = 1' })
  const ended = async (isPatch: boolean, name: string, environment: object) => {
    const end = vi.fn()
    await project.build({}, { ...environment, plugins: [{ name }, nuxtPlugin(isPatch, end)] })
    return end.mock.calls.length
  }
  const server = { build: { ssr: '/main.js' } }
  const page = { build: { rollupOptions: { input: '/main.js' } } }
  expect([
    await ended(true, 'nuxt:environment', page),
    await ended(true, 'nuxt:environment', server),
    await ended(false, 'nuxt:environment', server),
    await ended(true, 'other', server),
  ]).toEqual([0, 1, 0, 0])
})
