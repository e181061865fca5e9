import { chmodSync, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Running, TestProject } from './project.js'

test('the output mirrors the sources: scripts compiled, everything else copied', async () => {
  const project = new TestProject({
    'src/main.ts': '#!/usr/bin/env node\nexport const see = (): number => 1',
    'src/views/mail.hbs': 'Hello {{name}}',
    'src/types.d.ts': 'declare const x: number',
    'src/.secret': 'x',
  })
  chmodSync(join(project.root, 'src/main.ts'), 0o755)
  await project.build()
  expect(project.read('dist/views/mail.hbs')).toBe('Hello {{name}}')
  expect(project.read('dist/main.js')).toMatch(/^#!\/usr\/bin\/env node\n/)
  expect(statSync(join(project.root, 'dist/main.js')).mode & 0o111).toBe(0o111)
  expect(JSON.parse(project.read('dist/main.js.map')).sources).toEqual(['../src/main.ts'])
  expect(existsSync(join(project.root, 'dist/.secret'))).toBe(false)
})

test('what is no longer in the sources leaves the output; what Iaso did not write stays', async () => {
  const project = new TestProject({ 'src/a.js': '', 'src/b.js': 'exports.b = 1' })
  await project.build()
  project.write({ 'src/b.js': undefined, 'dist/logs.txt': 'mine' })
  await project.build()
  expect(['a.js', 'b.js', 'logs.txt'].map(name => existsSync(join(project.root, 'dist', name)))).toEqual([
    true,
    false,
    true,
  ])
})

test('scripts of a package.json that are settings of a tool name no entries', async () => {
  const project = new TestProject({
    'src/main.js': 'exports.a = 1',
    'package.json': '{"name":"shop","scripts":{"test":"mocha","blanket":{"pattern":"lib"}}}',
  })
  await project.build()
  expect(existsSync(join(project.root, 'dist/main.js'))).toBe(true)
})

test('the same sources give the same release and the same bytes', async () => {
  const project = new TestProject({ 'src/a.mjs': 'import "./b.mjs"\nexport let n = 1', 'src/b.mjs': 'export {}' })
  const first = await project.build()
  const bytes = project.read('dist/a.mjs')
  expect((await project.build()).release).toBe(first.release)
  expect(project.read('dist/a.mjs')).toBe(bytes)
})

test('specifiers lead to what becomes of the sources', async () => {
  const project = new TestProject({
    'package.json': '{"name":"shop","type":"module","imports":{"#d":"./dist/d.js"},"exports":{"./e":"./dist/e.js"}}',
    'tsconfig.json': '{"compilerOptions":{"module":"esnext","moduleResolution":"bundler","paths":{"@/*":["./src/*"]}}}',
    'src/main.ts': `
      import { a } from './a'
      import { b } from './b.ts'
      import { c } from '@/c'
      import { d } from '#d'
      import { e } from 'shop/e'
      import f from './f/index.json' with { type: 'json' }
      export const see = async () => [a, b, c, d, e, f.f, (await import('./g')).g]`,
    'src/a.ts': 'export const a: string = "a"',
    'src/b.ts': 'export const b: string = "b"',
    'src/c/index.ts': 'export const c: string = "c"',
    'src/d.ts': 'export const d: string = "d"',
    'src/e.ts': 'export const e: string = "e"',
    'src/f/index.json': '{"f":"f"}',
    'src/g.tsx': 'export const g: string = "g"',
  })
  const { modules } = await project.build()
  expect(Object.values(modules['src/main.ts']?.resolutions ?? {})).toEqual([
    'src/a.ts',
    'src/b.ts',
    'src/c/index.ts',
    'src/d.ts',
    'src/e.ts',
    'src/f/index.json',
    'src/g.tsx',
  ])
  expect(await new Running(project, 'dist/main.js').see()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
})

test('CommonJS finds files without extensions, directories, packages and JSON; the mapping says where', async () => {
  const project = new TestProject({
    'package.json': '{"name":"shop","dependencies":{"p":"1"}}',
    'node_modules/p/package.json': '{"name":"p","version":"1.0.0","exports":{"require":"./r.js","import":"./i.mjs"}}',
    'node_modules/p/r.js': 'module.exports = "p"',
    'src/main.js': `const all = [require('./a'), require('./lib'), require('p'), require('./data'), require('util').inspect(1)]
      exports.see = () => [...all, require(['.', 'a'].join('/'))]`,
    'src/a.js': 'module.exports = "a"',
    'src/lib/index.js': 'module.exports = "lib"',
    'src/data.json': '"json"',
  })
  const { modules, toolchain } = await project.build()
  expect(modules['src/main.js']?.resolutions).toEqual({
    './a': 'src/a.js',
    './lib': 'src/lib/index.js',
    p: 'node_modules/p/r.js',
    './data': 'src/data.json',
    util: 'node:util',
  })
  expect(toolchain['package p']).toBe('1.0.0')
  expect(await new Running(project, 'dist/main.js').see()).toEqual(['a', 'lib', 'p', 'json', '1', 'a'])
})

test('JSX in files that are named .js; what looks like it and is none stays as it is', async () => {
  const project = new TestProject({
    'src/jsx.js': 'export const see = name => <b>{name}</b>',
    'src/none.js': 'export const html = name => "<b>" + name + "</b>"\nexport const see = () => 1 <html / 2 /> 3',
  })
  await project.build()
  expect(project.read('dist/jsx.js')).toMatch(/_jsx\("b", {\s+children: name/)
  expect(project.warnings.join()).toMatch(/none\.js/)
  expect(project.warnings.join()).not.toMatch(/jsx\.js/)
})

test('types of Flow, with JSX or without, in files that are named .js', async () => {
  const project = new TestProject({
    'src/main.js': "// @flow\nexports.see = () => [require('./typed').first([1, 2]), require('./hinted').size('ab')]",
    'src/typed.js':
      "import { type Key, join } from './join'\nimport type { Other } from 'other'\nexport type List<T> = Array<T>\nexport const first = <T>(list: List<T>): T => (list[0]: any)\nexport class Box { +key: ?Key; static of(key?: Key) { return join(key) } }",
    'src/join.js': 'export type Key = string\nexport const join = (...keys: Array<any>): string => keys.join()',
    'src/hinted.js': '/**\n * @flow strict\n */\nconst of = x => x\nexports.size = text => of<string>(text).length',
    'src/view.js': 'export const view = (name: string) => <b>{name}</b>',
  })
  await project.build()
  expect(await new Running(project, 'dist/main.js').see()).toEqual([1, 2])
  expect(project.read('dist/view.js')).toMatch(/_jsx\("b", {\s+children: name/)
  expect(project.warnings).toEqual([])
  const { report } = await project.patch({
    'src/join.js': "export type Key = string\nexport const join = (...keys: Array<any>): string => keys.join(': ')",
  })
  expect(report.edits.map(({ verdict }) => verdict)).toEqual(['live'])
})

test('decorators: those of TypeScript with their metadata, and those of ECMAScript', async () => {
  const project = new TestProject({
    'src/main.cts': "exports.see = () => [require('./old/a.cjs').A.seen, require('./new/b.cjs').B.seen]",
    'src/old/a.cts': `
      const seen = (target: any, key: string) => { target.constructor.seen = key }
      export class A { @seen m(x: string) {} declare static seen: string }`,
    'src/new/b.cts': `
      const seen = (value: Function, { name }: { name: string }) => { (value as any).seen = name }
      @seen export class B { static seen?: string }`,
    'src/old/tsconfig.json': '{"compilerOptions":{"experimentalDecorators":true,"emitDecoratorMetadata":true}}',
    'src/new/tsconfig.json': '{}',
  })
  await project.build()
  expect(await new Running(project, 'dist/main.cjs').see()).toEqual(['m', 'B'])
})

test('a function of an import cycle that runs before its module does', async () => {
  const project = new TestProject({
    'src/main.mjs':
      "import { early } from './b.mjs'\nexport function hoisted() { return 'hoisted' }\nexport const see = () => early",
    'src/b.mjs': "import { hoisted } from './main.mjs'\nexport const early = hoisted()",
  })
  await project.build()
  expect(await new Running(project, 'dist/main.mjs').see()).toBe('hoisted')
})

test.each([
  ['what no other module imports', {}, ['src/a.js', 'src/server.js', 'src/tool.js']],
  [
    'what package.json names',
    { 'package.json': '{"name":"shop","scripts":{"start":"node dist/server.js"}}' },
    ['src/a.js', 'src/server.js'],
  ],
])('modules that are there at start: %s', async (_, more, expected) => {
  const project = new TestProject({
    'src/server.js': "require('./a'); const later = () => require('./late')",
    'src/a.js': '',
    'src/late.js': '',
    'src/tool.js': '',
    'src/a.test.js': "require('./a')",
    'src/server.test.js': "require('./server')",
    ...more,
  })
  const { modules } = await project.build()
  expect(Object.keys(modules).filter(path => modules[path]?.eager)).toEqual(expected)
})

test('modules that import each other, and that nobody else imports, are there at start', async () => {
  const project = new TestProject({
    'src/index.js': "exports.rule = require('./rule')",
    'src/rule.js': "require('./set')",
    'src/set.js': "require('./index'); require('./own'); exports.later = () => require('./late')",
    'src/own.js': '',
    'src/late.js': "require('./late-too')",
    'src/late-too.js': "require('./late')",
  })
  const { modules } = await project.build()
  expect(Object.keys(modules).filter(path => modules[path]?.eager)).toEqual([
    'src/index.js',
    'src/own.js',
    'src/rule.js',
    'src/set.js',
  ])
})

test('what cannot be parsed is named, and stays as it is', async () => {
  const project = new TestProject({ 'src/a.js': 'const = 1', 'src/b.js': 'exports.see = () => 1' })
  const { modules } = await project.build()
  expect(Object.keys(modules)).toEqual(['src/b.js'])
  expect(project.warnings).toEqual([expect.stringContaining('IASO1104 src/a.js')])
  expect(project.read('dist/a.js')).toContain('const = 1')
})

test('a tsconfig.json whose base is not installed: the rest of it counts, and a warning says so', async () => {
  const project = new TestProject({
    'package.json': '{"name":"shop","type":"module"}',
    'tsconfig.json': `{ // only for development
      "extends": "not-installed/tsconfig.json",
      "compilerOptions": { "experimentalDecorators": true, "paths": { "@/*": ["./src/*"], }, /* , } */ },
    }`,
    'src/main.ts': `
      import { a } from '@/a'
      import { b } from './b'
      const seen = (target: any, key: string) => { target.constructor.seen = key }
      class A { @seen m() {} declare static seen: string }
      export const see = () => [a, b, A.seen]`,
    'src/a.ts': 'export const a: string = "a"',
    'src/b.ts': 'export const b: string = "b"',
  })
  await project.build()
  expect(project.warnings).toEqual([expect.stringContaining('IASO2200 tsconfig.json')])
  expect(await new Running(project, 'dist/main.js').see()).toEqual(['a', 'b', 'm'])
})

test('JavaScript beside the TypeScript that it was compiled from is left out, and a warning says so', async () => {
  const project = new TestProject({
    'src/main.js': "exports.see = () => require('./a').a",
    'src/a.ts': 'exports.a = 1 as number',
    'src/a.js': 'exports.a = 0',
  })
  await project.build()
  expect(project.warnings).toEqual([expect.stringContaining('IASO2201 a.js is made from a.ts')])
  expect(await new Running(project, 'dist/main.js').see()).toBe(1)
})

test('CommonJS made of a module that exports a namespace', async () => {
  const project = new TestProject({
    'src/main.cts':
      "export * as other from './other.cjs'\nimport * as all from './main.cjs'\nexport const see = () => all.other.a",
    'src/other.cts': 'export const a = 1',
  })
  await project.build()
  expect(await new Running(project, 'dist/main.cjs').see()).toBe(1)
})

test.each([
  ['not TypeScript', 'let x: = 1'],
  ['decorators of parameters, which only TypeScript has', 'class A { m(@p a: string) {} }'],
])('a test that cannot be compiled is named, and left out: %s', async (_, text) => {
  const project = new TestProject({ 'src/b.js': 'exports.see = () => 1', 'src/test/a.test.ts': text })
  const { modules } = await project.build()
  expect(Object.keys(modules)).toEqual(['src/b.js'])
  expect(project.warnings).toEqual([expect.stringContaining('IASO1160 src/test/a.test.ts')])
  expect(existsSync(join(project.root, 'dist/test/a.test.js'))).toBe(false)
})

test('what is a module by its looks only can be made CommonJS by others: no `import.meta` that its source lacks', async () => {
  const project = new TestProject({
    'src/looks.js': 'export function see() { return 1 }',
    'src/asks.js': 'export function see() { return import.meta.url }',
    'src/is.mjs': 'export function see() { return 1 }',
    'src/declared/package.json': '{"type":"module"}',
    'src/declared/is.js': 'export function see() { return 1 }',
  })
  await project.build()
  const asking = ['looks.js', 'asks.js', 'is.mjs', 'declared/is.js'].filter(file =>
    project.read(`dist/${file}`).includes('() => import.meta'),
  )
  expect(asking).toEqual(['asks.js', 'is.mjs', 'declared/is.js'])
})

test('a project whose sources lie at its root: neither the output, nor what Iaso keeps, nor migrations are sources', async () => {
  const files = { 'main.js': 'exports.see = () => 1', 'iaso/migrations/1.ts': 'export default {}' }
  const project = new TestProject(files, { source: '.' })
  await project.build()
  const { modules } = await project.build()
  expect(Object.keys(modules)).toEqual(['main.js'])
  expect(existsSync(join(project.root, 'dist/dist'))).toBe(false)
})
