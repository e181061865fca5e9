import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { bundleDependencies } from '../src/dependencies.js'
import { mapping, project } from './project.js'

const files = {
  'node_modules/left/package.json': '{"name":"left","main":"index.js"}',
  'node_modules/left/index.js': 'module.exports = { pad: s => process.env.NODE_ENV + " " + s }',
  'node_modules/right/package.json': '{"name":"right","type":"module","exports":"./index.js"}',
  'node_modules/right/index.js':
    'import { pad } from "left"; export default s => pad(s) + " "; export const unused = "unused"',
}

function bundle(paths: readonly string[], change = {}, code: (path: string) => string | undefined = () => undefined) {
  const host = {
    project: project(openFolder(files)),
    mapping: mapping(change),
    platform: 'browser' as const,
    defines: { 'process.env.NODE_ENV': '"production"' },
    code,
  }
  return bundleDependencies(
    host,
    paths.map((path, n) => ({ path, name: 'default', as: `d${n}` })),
  )
}

test("an expression that evaluates the new dependencies, and nothing of them that isn't asked for", async () => {
  const code = await bundle(['node_modules/right/index.js', 'node_modules/left/index.js'])
  const { d0, d1 } = runInNewContext(`(${code})`, {}) as { d0: (s: string) => string; d1: { pad: unknown } }
  expect(d0('x')).toBe('production x ')
  expect(d1.pad).toBeTypeOf('function')
  expect(code).not.toContain('unused')
})

test('modules that only the host knows come from its graph', async () => {
  const code = await bundle(['src/data.json', 'virtual:words'], {}, path => `export default ${JSON.stringify(path)}`)
  expect(runInNewContext(`(${code})`, {})).toMatchObject({ d0: 'src/data.json', d1: 'virtual:words' })
})

test('IASO2117: a module of the release would travel a second time', async () => {
  await expect(
    bundle(['node_modules/right/index.js'], { unguarded: { 'node_modules/left/index.js': 'x' } }),
  ).rejects.toThrow('IASO2117 "node_modules/left/index.js"')
})

test("IASO2116: what can't be found", async () => {
  await expect(bundle(['node_modules/none/index.js'])).rejects.toThrow('IASO2116')
})
