import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { NODES } from '../../../testing/nodes.js'
import { openProject, run } from './support/project.js'

const HOOKS = fileURLToPath(import.meta.resolve('@iaso/node'))

const SEE = `globalThis.see = (name, f) => console.log(name, /\\$[\\w\\u4e00-\\u9dff]{7}/.test(String(f)) ? 'guarded' : 'plain', f(20))\n`

/** Every way in which application code comes into a process. */
const FILES = {
  'see.cjs': SEE,
  'esm.mjs': 'export function f(a) { return a + 1 }',
  'types.ts': 'export function f(a: number): number { return a + 1 }',
  'typeless.js': 'export function f(a) { return a + 1 }',
  'common.cjs': 'exports.f = function (a) { return a + 1 }',
  'common-typeless.js': 'exports.f = function (a) { return a + 1 }',
  'hidden.cjs': 'var require = 0, Symbol = 1\nexports.f = function (a) { return a + (require || Symbol) }',
  'bang.cjs': '#!/usr/bin/env node\n"use strict"\nexports.f = function (a) { return this === undefined ? a + 1 : 0 }',
  'cycle-a.mjs': `import { b } from './cycle-b.mjs'\nexport function f(a) { return a + b }`,
  'cycle-b.mjs': `import { f } from './cycle-a.mjs'\nsee('in a cycle', a => (String(f), typeof f === 'function' ? a + 1 : 0))\nexport const b = 1`,
  'node_modules/dep/package.json': '{ "name": "dep", "main": "index.js" }',
  'node_modules/dep/index.js': 'exports.f = function (a) { return a + 1 }',
  'main.mjs': `
    import { createRequire } from 'node:module'
    import { isMainThread, Worker } from 'node:worker_threads'
    import { fork } from 'node:child_process'
    import './see.cjs'
    const require = createRequire(import.meta.url)
    const names = ['esm.mjs', 'typeless.js', 'common.cjs', 'common-typeless.js', 'hidden.cjs', 'bang.cjs', 'cycle-a.mjs', 'dep', ...(process.features.typescript ? ['types.ts'] : [])]
    for (const name of names) {
      const file = name === 'dep' ? name : './' + name
      const { f, default: all } = await import(file)
      see(name, f ?? all.f)
      delete require.cache[require.resolve(file)]
      see('required ' + name, require(file).f)
    }
    const [, , told] = process.argv
    if (isMainThread && !told) new Worker(new URL('esm-worker.mjs', import.meta.url)).on('exit', () => fork(new URL('common-child.cjs', import.meta.url)))
  `,
  'esm-worker.mjs': `import './see.cjs'\nimport { f } from './esm.mjs'\nsee('worker', f)`,
  'common-child.cjs': `require('./see.cjs')\nsee('child', require('./common.cjs').f)`,
}

describe.each(NODES)('%s', node => {
  test.each(['--import', '--require'])('%s guards what is loaded, however it is', async how => {
    const root = openProject(FILES)
    const { code, stdout, stderr } = await run(node, ['--no-warnings', how, HOOKS, 'main.mjs'], root)
    expect(code, stderr).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines.filter(line => !/ guarded 21$/.test(line))).toEqual(['dep plain 21', 'required dep plain 21'])
    expect(lines).toContain('worker guarded 21')
    expect(lines).toContain('child guarded 21')
    expect(lines.length).toBeGreaterThanOrEqual(19)
  })

  test('a hook that was there before is not passed over', async () => {
    const root = openProject({
      'hook.cjs': `
        const { _extensions } = require('module')
        const plain = _extensions['.js']
        _extensions['.js'] = function (module, file) {
          const { _compile } = module
          module._compile = (code, name) => _compile.call(module, code.replace('OLD', 'NEW'), name)
          plain(module, file)
        }`,
      'main.js': `${SEE}see('OLD', function (a) { return a + 1 })`,
    })
    const { stdout } = await run(node, ['--require', HOOKS, '--require', './hook.cjs', 'main.js'], root)
    expect(stdout).toBe('NEW guarded 21\n')
  })

  test.each(['in the thread', 'in the thread of hooks'])(
    'loaders that are registered afterwards have their say before: %s',
    async where => {
      const root = openProject({
        ...FILES,
        // what makes JavaScript of a language of its own, as tsx does; it registers again in each worker
        'compile.mjs': `
        const change = result => result.source && /\\bfonction\\b/.test(result.source) ? { ...result, source: String(result.source).replaceAll('fonction', 'function') } : result
        export const sync = { load: (url, context, next) => change(next(url, context)) }
        export const load = async (url, context, next) => change(await next(url, context))`,
        'late.mjs': `
        import module from 'node:module'
        import { sync } from './compile.mjs'
        if (module.registerHooks && ${where === 'in the thread'}) module.registerHooks(sync)
        else module.register('./compile.mjs', import.meta.url)`,
        'esm.mjs': 'export fonction f(a) { return a + 1 }',
        'esm-worker.mjs': `import './see.cjs'\nimport { f } from './esm.mjs'\nsee('worker', f)`,
        'main.mjs': `
        import { Worker } from 'node:worker_threads'
        import './see.cjs'
        import { f } from './esm.mjs'
        see('main', f)
        new Worker(new URL('esm-worker.mjs', import.meta.url)).on('exit', async () => see('later', (await import('./esm.mjs?2')).f))`,
      })
      const { stdout, stderr } = await run(
        node,
        ['--no-warnings', '--import', HOOKS, '--import', './late.mjs', 'main.mjs'],
        root,
      )
      expect(stdout, stderr).toBe('main guarded 21\nworker guarded 21\nlater guarded 21\n')
    },
  )

  test('lines stay, and with source maps columns too', async () => {
    const source = `const { log } = console\n\nfunction fail(a = 1, { b } = {}) {\n  // here\n\n\n  const x = 1; throw new Error('no')\n}\n\nconst all = { get way() { return (() => fail())() } }\nall.way`
    for (const [file, text] of [
      ['main.cjs', source],
      ['main.mjs', source],
    ] as const) {
      const root = openProject({ [file]: text })
      const plain = await run(node, [file], root)
      const guarded = await run(node, ['--import', HOOKS, file], root)
      const mapped = await run(node, ['--enable-source-maps', '--import', HOOKS, file], root)
      const places = (text: string) =>
        [...text.matchAll(/main\.[cm]js:(\d+):(\d+)/g)].map(([, line, column]) => [line, column])
      expect(places(plain.stderr)).toHaveLength(4)
      expect(places(guarded.stderr).map(([line]) => line)).toEqual(places(plain.stderr).map(([line]) => line))
      expect(places(mapped.stderr)[0]).toEqual(places(plain.stderr)[0])
      expect(places(mapped.stderr).map(([line]) => line)).toEqual(places(plain.stderr).map(([line]) => line))
    }
  })
})

test('options come from the environment, a file, and package.json', async () => {
  const root = openProject({
    'main.cjs': `${SEE}see('main', function (a) { return a + 1 }); require('./lib/lib.cjs'); require('dep')`,
    'lib/lib.cjs': `see('lib', function (a) { return a + 1 })`,
    'node_modules/dep/index.js': `see('dep', function (a) { return a + 1 })`,
  })
  const see = async (env: Record<string, string> = {}) =>
    (await run(process.execPath, ['--import', HOOKS, 'main.cjs'], root, env)).stdout
      .replaceAll(' 21', '')
      .trim()
      .split('\n')
  expect(await see()).toEqual(['main guarded', 'lib guarded', 'dep plain'])
  writeFileSync(join(root, 'package.json'), JSON.stringify({ iaso: { exclude: 'lib/**' } }))
  expect(await see()).toEqual(['main guarded', 'lib plain', 'dep plain'])
  writeFileSync(join(root, 'iaso.config.mjs'), `export default { include: 'node_modules/dep/**', exclude: ['main.*'] }`)
  expect(await see()).toEqual(['main plain', 'lib guarded', 'dep guarded'])
  expect(await see({ IASO_EXCLUDE: 'lib/*,none' })).toEqual(['main guarded', 'lib plain', 'dep guarded'])
  expect(await see({ IASO_ENABLED: '0' })).toEqual(['main plain', 'lib plain', 'dep plain'])
  writeFileSync(join(root, 'iaso.config.mjs'), `export default { exlude: [] }`)
  const { code, stderr } = await run(process.execPath, ['--import', HOOKS, 'main.cjs'], root)
  expect([code, /IASO1108 .*exlude/.test(stderr)]).toEqual([1, true])
})

test("what can't be parsed is said once, and fails as it would have", async () => {
  const root = openProject({
    'main.cjs': `try { require('./bad.cjs') } catch { try { require('./bad.cjs') } catch (error) { console.log(error.name) } }`,
    'bad.cjs': 'let let',
  })
  const { stdout, stderr } = await run(process.execPath, ['--import', HOOKS, 'main.cjs'], root)
  expect(stdout).toBe('SyntaxError\n')
  expect(stderr.match(/IASO1104 bad\.cjs/g)).toHaveLength(1)
})
