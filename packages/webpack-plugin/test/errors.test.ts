import { IasoPlugin } from '@iaso/webpack-plugin'
import { describe, expect, test } from 'vitest'
import { fixture, HOSTS } from './fixture.js'

describe.each(HOSTS)('%s: errors are clear, and nothing is changed', (_name, host) => {
  test('IASO1001: no release yet', async () => {
    const project = fixture(host)
    const { errors } = await project.build({ emitPatch: true })
    expect(errors.map(text => text.match(/IASO\d+/)?.[0])).toEqual(['IASO1001'])
    expect(project.tree('.iaso')).toEqual({})
    expect(project.tree('dist')).toEqual({})
  })

  test("a source that doesn't compile", async () => {
    const project = fixture(host)
    await project.build()
    const before = [project.tree('.iaso'), project.tree('dist')]
    project.write({ 'src/cart.ts': 'export function total( {' })
    const { code, errors } = await project.build({ emitPatch: true })
    expect([code, errors.length > 0]).toEqual([undefined, true])
    expect([project.tree('.iaso'), project.tree('dist')]).toEqual(before)
    await project.build()
    expect(project.tree('.iaso')).toEqual(before[0])
  })

  test('IASO1105: the plugin is listed twice', async () => {
    const project = fixture(host)
    await expect(project.build({}, { plugins: [new IasoPlugin(), new IasoPlugin()] })).rejects.toThrow('IASO1105')
  })

  test.each([
    ['a patch is asked for, but the plugin is switched off', { enabled: false, emitPatch: true }],
    ["an option that doesn't exist", { aps: 'shop' } as object],
  ])('IASO1108: %s', async (_what, options) => {
    await expect(fixture(host).build(options)).rejects.toThrow('IASO1108')
  })

  test('IASO1108: a patch is asked for while watching', async () => {
    const compiler = host(fixture(host).configure({}, { emitPatch: true }))
    const error = await new Promise<unknown>(done => {
      const watching = compiler?.watch({}, failure => watching?.close(() => done(failure)))
    })
    expect(String(error)).toContain('IASO1108')
  })
})

test('IASO1111: an earlier webpack', () => {
  const compiler = { context: '/', options: { plugins: [], module: { rules: [] }, resolve: {} }, hooks: {} }
  expect(() => new IasoPlugin().apply(compiler)).toThrow('IASO1111')
})
