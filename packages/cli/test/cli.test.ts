import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeMapping } from '@iaso/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { run } from '../src/index.js'

async function iaso(command: string, cwd = openFolder()) {
  const lines: string[] = []
  const write = (text: string) => void lines.push(text)
  const code = await run(command.split(' ').filter(Boolean), { cwd, print: write, complain: write })
  return { code, text: lines.join('\n') }
}

const mapping = (release: string) =>
  writeMapping({
    schema: 1,
    iaso: '0.1.0',
    app: 'shop',
    environment: 'client',
    release,
    toolchain: {},
    modules: {},
    unguarded: {},
    patches: [],
  })

const RELEASES = {
  '.iaso/client/r1/mapping.json': mapping('r1'),
  '.iaso/client/r2/mapping.json': mapping('r2'),
  '.iaso/client/newest': 'r2\n',
}

const patch = (name: string, code: string) => ({
  [`.iaso/client/r2/patches/${name}/patch.js`]: `${code}\n//# sourceMappingURL=patch.js.map\n`,
  [`.iaso/client/r2/patches/${name}/patch.js.map`]: '{}',
})

test('the command is there', () => {
  const file = new URL('../bin/iaso.js', import.meta.url)
  expect(execFileSync(process.execPath, [fileURLToPath(file), '--version'], { encoding: 'utf8' })).toMatch(
    /^\d+\.\d+\.\d+/,
  )
})

test('help and version', async () => {
  expect(await iaso('--help')).toMatchObject({ code: 0, text: expect.stringContaining('iaso build --emit-patch') })
  expect(await iaso('publish --help')).toMatchObject({ code: 0, text: expect.stringContaining('iaso publish DIR') })
  expect((await iaso('--version')).text).toMatch(/^\d+\.\d+\.\d+/)
})

test.each([
  ['', 'Which command?'],
  ['bild', 'no command "bild"'],
  ['build --emitpatch', '--emitpatch'],
  ['build --release r1', '--emit-patch'],
  ['build --out dist', '--out goes with a directory'],
  ['build src lib', '"lib" is one argument too many'],
  ['publish', 'DIR is missing'],
  ['publish a b', '"b" is one argument too many'],
  ['migration', 'new is missing'],
  ['migration old', 'no "migration old"'],
  ['migration new a b', '"b" is one argument too many'],
  ['explain', 'CODE is missing'],
  ['explain IASO9999', 'no code "IASO9999"'],
])('wrong use: iaso %s', async (command, text) => {
  expect(await iaso(command)).toMatchObject({ code: 2, text: expect.stringContaining(text) })
})

test('explains a code', async () => {
  expect(await iaso('explain iaso1102')).toMatchObject({ code: 0, text: expect.stringContaining('mapping schema') })
})

test('lists releases and their patches', async () => {
  const root = openFolder({ ...RELEASES, ...patch('1-abc', 'one'), ...patch('2-def', 'two') })
  expect(await iaso('releases', root)).toEqual({
    code: 0,
    text: 'client  r1\nclient  r2  newest  patches: 1-abc 2-def',
  })
  expect(await iaso('releases')).toMatchObject({ code: 1, text: expect.stringContaining('IASO1001') })
})

test('publishes the newest patch, and takes it back', async () => {
  const root = openFolder({ ...RELEASES, ...patch('1-abc', 'one'), ...patch('2-def', 'two') })
  expect((await iaso('publish out', root)).code).toBe(0)
  expect(readdirSync(join(root, 'out'))).toEqual(['r2-2-def.js', 'r2-2-def.js.map', 'r2.json'])
  const code = readFileSync(join(root, 'out/r2-2-def.js'))
  expect(code.toString()).toBe('two\n//# sourceMappingURL=r2-2-def.js.map\n')
  const integrity = `sha256-${createHash('sha256').update(code).digest('base64')}`
  const read = () => JSON.parse(readFileSync(join(root, 'out/r2.json'), 'utf8')) as unknown
  const base = { schema: 1, app: 'shop', release: 'r2' }
  expect(read()).toEqual({ ...base, patch: { id: 'def', seq: 2, file: 'r2-2-def.js', bytes: code.length, integrity } })
  await iaso('publish out --revert', root)
  expect(read()).toEqual({ ...base, patch: null })
  expect(readdirSync(join(root, 'out'))).toContain('r2-2-def.js')
})

test('publishes a manifest for a release that has no patch', async () => {
  const root = openFolder(RELEASES)
  expect(await iaso('publish out --release r1', root)).toMatchObject({ code: 0 })
  expect(JSON.parse(readFileSync(join(root, 'out/r1.json'), 'utf8'))).toMatchObject({ release: 'r1', patch: null })
})

test.each([
  ['publish out --release r9', 'IASO1002'],
  ['publish out --environment ssr', 'IASO1001'],
])('iaso %s: %s', async (command, code) => {
  const root = openFolder(RELEASES)
  expect(await iaso(command, root)).toMatchObject({ code: 1, text: expect.stringContaining(code) })
  expect(readdirSync(root)).not.toContain('out')
})

test('a migration is written from the newest report', async () => {
  const report = (findings: object[]) =>
    JSON.stringify({ edits: [{ kind: 'changed', key: 'main.js#price', verdict: 'suspect', findings }] })
  const args = { function: 'price', name: 'cache' }
  const finding = { code: 'IASO3006', verdict: 'suspect', file: 'main.js', args }
  const root = openFolder({ ...RELEASES, '.iaso/client/r2/report.json': report([finding]) })
  expect(await iaso('migration new', root)).toMatchObject({
    code: 0,
    text: 'iaso/migrations/r2/0001-migration.js\n  for IASO3006 main.js#price',
  })
  expect(readFileSync(join(root, 'iaso/migrations/r2/0001-migration.js'), 'utf8')).toContain('unfinished(')
  expect(await iaso('migration new', root)).toMatchObject({ code: 1, text: expect.stringContaining('IASO1190') })
  expect(await iaso('migration new --release r1', root)).toMatchObject({
    code: 1,
    text: expect.stringContaining('IASO1191'),
  })
  expect(await iaso('migration new --release r9', root)).toMatchObject({
    code: 1,
    text: expect.stringContaining('IASO1002'),
  })
  expect(await iaso('migration new')).toMatchObject({ code: 1, text: expect.stringContaining('IASO1001') })
})

test('IASO1107: nothing to build here', async () => {
  expect(await iaso('build')).toMatchObject({ code: 1, text: expect.stringContaining('IASO1107') })
})

test('IASO1110: a configuration without the plugin is not built, for it would overwrite the release', async () => {
  const root = openFolder({
    'package.json': '{"name":"shop","type":"module"}',
    'vite.config.js': 'export default { logLevel: "silent", build: { rollupOptions: { input: "/main.js" } } }',
    'main.js': 'globalThis.main = 1',
    'dist/kept.js': '',
  })
  const { resolve } = createRequire(import.meta.resolve('@iaso/vite-plugin'))
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(dirname(resolve('vite/package.json')), join(root, 'node_modules/vite'))
  const { code, text } = await iaso('build --emit-patch', root)
  expect([code, text.slice(0, 8)]).toEqual([1, 'IASO1110'])
  expect(readdirSync(join(root, 'dist'))).toEqual(['kept.js'])
})

test("runs the project's own Vite and hands on how it ended", async () => {
  const root = openFolder({
    'package.json': '{"name":"shop","type":"module"}',
    'vite.config.js':
      'import iaso from "@iaso/vite-plugin"\nexport default { plugins: [iaso()], logLevel: "silent", build: { modulePreload: false, rollupOptions: { input: "/main.js" } } }',
    'main.js':
      'export function main() { return "one" }\nglobalThis.main = main\nglobalThis.mode = process.env.NODE_ENV',
  })
  const { resolve } = createRequire(import.meta.resolve('@iaso/vite-plugin'))
  mkdirSync(join(root, 'node_modules/@iaso'), { recursive: true })
  symlinkSync(dirname(resolve('vite/package.json')), join(root, 'node_modules/vite'))
  symlinkSync(dirname(dirname(resolve('@iaso/vite-plugin'))), join(root, 'node_modules/@iaso/vite-plugin'))

  vi.stubEnv('NODE_ENV', undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect((await iaso('build --emit-patch', root)).code).toBe(1)
  expect((await iaso('build -- --outDir out', root)).code).toBe(0)
  expect(readdirSync(join(root, 'out'))).toEqual(['assets'])
  const [script] = readdirSync(join(root, 'out/assets'))
  expect(readFileSync(join(root, 'out/assets', script as string), 'utf8'), 'built for production').toContain(
    'production',
  )
  expect((await iaso('build --emit-patch', root)).code).toBe(3)
  // What Vite's own command takes: `vite build -- --emit-patch`.
  expect((await iaso('build -- -- --emit-patch', root)).code).toBe(3)
  writeFileSync(
    join(root, 'main.js'),
    'export function main() { return "two" }\nglobalThis.main = main\nglobalThis.mode = process.env.NODE_ENV',
  )
  expect((await iaso('build --emit-patch', root)).code).toBe(0)
  expect((await iaso('releases', root)).text).toMatch(/^client {2}\w{10} {2}newest {2}patches: 1-\w+$/)
}, 60_000)

test('builds a directory, patches it, publishes the patch', async () => {
  const root = openFolder({ 'package.json': '{"name":"shop"}', 'src/main.js': 'exports.rate = () => 1' })
  expect(await iaso('build src', root)).toMatchObject({ code: 1, text: expect.stringContaining('IASO1162') })
  expect(await iaso('build src --out dist', root)).toMatchObject({
    code: 0,
    text: expect.stringContaining('1 modules'),
  })
  const emit = 'build src --out dist --emit-patch'
  expect(await iaso(emit, root)).toMatchObject({ code: 3, text: expect.stringContaining('nothing changed') })
  writeFileSync(join(root, 'src/main.js'), 'exports.rate = () => 2')
  expect(await iaso(emit, root)).toMatchObject({ code: 0, text: expect.stringContaining('live') })
  expect(await iaso('publish patches', root)).toMatchObject({ code: 0, text: expect.stringContaining('patch 1-') })
})

test('package.json may say which directory', async () => {
  const manifest = { name: 'shop', iaso: { build: { source: 'src', out: 'dist' } } }
  const root = openFolder({ 'package.json': JSON.stringify(manifest), 'src/main.js': 'exports.rate = () => 1' })
  expect(await iaso('build', root)).toMatchObject({ code: 0, text: expect.stringContaining('1 modules') })
})

test('a running service: none, several, one that is gone, and a patch that is none', async () => {
  const root = openFolder({ 'run/.keep': '', 'patch/patch.js': '1' })
  vi.stubEnv('IASO_RUN', join(root, 'run'))
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await iaso('status', root)).toMatchObject({ code: 1, text: expect.stringContaining('IASO1164') })
  expect(await iaso('status --pid 1', root)).toMatchObject({ code: 1, text: expect.stringContaining('IASO1166') })
  expect(await iaso('status --pid x', root)).toMatchObject({ code: 2, text: expect.stringContaining('process id') })
  const base = readdirSync(join(root, 'run')).find(name => name.startsWith('iaso-')) as string
  for (const pid of [process.pid, process.ppid]) mkdirSync(join(root, 'run', base, String(pid)))
  expect(await iaso('revert', root)).toMatchObject({ code: 1, text: expect.stringContaining('IASO1165') })
  expect(await iaso('apply', root)).toMatchObject({ code: 1, text: expect.stringContaining('IASO1001') })
  expect(await iaso('apply --environment client', openFolder(RELEASES))).toMatchObject({
    code: 1,
    text: expect.stringContaining('IASO1168'),
  })
  for (const environment of ['node', 'server', 'ssr'])
    expect(await iaso('apply', openFolder({ [`.iaso/${environment}/newest`]: 'R1' }))).toMatchObject({
      code: 1,
      text: expect.stringContaining('IASO1168'),
    })
  expect(await iaso('apply nowhere', root)).toMatchObject({ code: 1, text: expect.stringContaining('IASO1167') })
  expect(await iaso('apply patch', root)).toMatchObject({ code: 1, text: expect.stringContaining('IASO1167') })
})
