import { describe, expect, test } from 'vitest'
import { evaluate, fixture, HOSTS, SCRIPT } from './fixture.js'

const source = `
  export function read() {
    return [__FLAG__, __OBJECT__.a, import.meta.env.MODE, import.meta.env.VITE_SHOP, import.meta.env.VITE_NONE, import.meta.env.DEV,
      import.meta.env.SSR, import.meta.env["MODE"], process.env.NODE_ENV, typeof __FLAG__, "__FLAG__", Object.keys(import.meta.env).sort()]
  }
  globalThis.result = read()
`
const files = { 'package.json': '{"name":"shop","type":"module"}', '.env': 'VITE_SHOP=corner', 'main.js': source }
const config = { ...SCRIPT('/main.js'), define: { __FLAG__: '"on"', __OBJECT__: { a: 1 } } }

describe.each(HOSTS)('%s: defines', (_name, host) => {
  test('are replaced in what patches are made from, and mean what they mean without Iaso', async () => {
    const [guarded, plain] = [fixture(host, files), fixture(host, files)]
    await guarded.build({}, config)
    await plain.build({ enabled: false }, config)
    const result = await evaluate(guarded)
    expect(result).toEqual(await evaluate(plain))
    const { code = '' } = guarded.mapping().modules['main.js'] ?? {}
    expect(code).not.toMatch(/import\.meta|process\.env|__OBJECT__|[^"]__FLAG__/)
    // The recorded code is complete in itself: it runs without any bundler.
    delete (globalThis as { result?: unknown }).result
    new Function(code.replace('export ', ''))()
    expect((globalThis as { result?: unknown }).result).toEqual(result)
  })

  test('are part of the toolchain, by name, with the code that takes their place', async () => {
    const project = fixture(host, files)
    await project.build({}, config)
    const { toolchain } = project.mapping()
    await project.build({}, { ...config, define: { ...config.define, __FLAG__: '"off"' } })
    const changed = Object.entries(project.mapping().toolchain).filter(([name, value]) => toolchain[name] !== value)
    expect(changed).toEqual([['define:__FLAG__', '"off"']])
    expect(toolchain).toMatchObject({ 'define:__FLAG__': '"on"', 'env:VITE_SHOP': '"corner"' })
  })
})
