import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { findHost, HOSTS } from '../src/hosts/find.js'
import { run } from '../src/index.js'

const MODULES = new URL('../../../node_modules/', import.meta.url).pathname

test.each(HOSTS.map(host => [host.name, host] as const))('%s is found by its configuration', (name, host) => {
  for (const extension of ['js', 'mjs', 'ts', 'cjs'])
    expect(findHost(openFolder({ [`${host.config}.${extension}`]: '' }), undefined, []).name).toBe(name)
  expect(findHost(openFolder({}), name, []).name).toBe(name)
})

test('of several configurations, the one with the plugin counts', () => {
  const files = { 'vite.config.js': '', 'rollup.config.mjs': 'import iaso from "@iaso/rollup-plugin"' }
  expect(findHost(openFolder(files), undefined, []).name).toBe('rollup')
})

test('IASO1140: several configurations, and no way to tell', () => {
  const root = openFolder({ 'vite.config.js': '', 'webpack.config.cjs': '' })
  expect(() => findHost(root, undefined, [])).toThrow(/IASO1140.*vite, webpack.*--host vite/)
  expect(findHost(root, 'webpack', []).name).toBe('webpack')
  expect(() => findHost(root, 'parcel', [])).toThrow('There is no host "parcel"')
})

test.each([
  ['webpack', 'module.exports = () => ({ plugins: [] })', 'cjs'],
  ['rspack', 'export default [{ plugins: [] }, { plugins: [] }]', 'mjs'],
  ['rollup', 'export default { input: "main.js", plugins: [[{ name: "other" }]] }', 'mjs'],
  ['next', 'export default { reactStrictMode: true }', 'mjs'],
  ['rolldown', 'const plugins: object[] = []\nexport default async () => ({ input: "main.js", plugins })', 'ts'],
] as const)(
  'IASO1110: %s without the plugin is not run, for it would overwrite the release',
  async (name, config, ending) => {
    const host = HOSTS.find(each => each.name === name)
    const root = openFolder({
      'package.json': '{"name":"shop"}',
      [`${name}.config.${ending}`]: config,
      'main.js': 'globalThis.main = 1',
      'dist/kept.js': '',
    })
    const installed = join(root, 'node_modules', host?.package ?? '')
    mkdirSync(dirname(installed), { recursive: true })
    symlinkSync(join(MODULES, host?.package ?? ''), installed)
    const lines: string[] = []
    const write = (text: string) => void lines.push(text)
    expect(await run(['build', '--emit-patch'], { cwd: root, print: write, complain: write })).toBe(1)
    expect(lines.join('\n')).toMatch(new RegExp(`^IASO1110.*${host?.adapter}`))
    expect(readdirSync(join(root, 'dist'))).toEqual(['kept.js'])
  },
)

test.each([
  ['vite', '5.4.21', 'Vite 7 or 8; this is vite 5.4.21'],
  ['next', '14.2.35', 'Next.js 15.4 or later; this is next 14.2.35'],
])('IASO1111: %s %s is too old to be asked for its plugins', async (name, version, text) => {
  const root = openFolder({
    'package.json': '{"name":"shop"}',
    [`${name}.config.mjs`]: 'export default {}',
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version, bin: 'bin.js' }),
  })
  const lines: string[] = []
  const write = (text: string) => void lines.push(text)
  expect(await run(['build'], { cwd: root, print: write, complain: write })).toBe(1)
  expect(lines.join('\n')).toBe(`IASO1111 Iaso needs ${text}.`)
})
