import type { Finding } from '@iaso/protocol'
import { expect, test } from 'vitest'
import { type Files, TestProject } from './project.js'

const PROJECT: Files = {
  'package.json': '{"name":"shop","dependencies":{"p":"1"}}',
  'node_modules/p/package.json': '{"name":"p","version":"1.0.0","dependencies":{"q":"1"}}',
  'node_modules/p/index.js': 'module.exports = 1',
  'node_modules/q/package.json': '{"name":"q","version":"1.0.0"}',
  '.env': 'PORT=80\nSECRET=abc',
  'src/main.js': "const config = require('./config.json')\nexports.see = () => [require('p'), config.a]",
  'src/config.json': '{"a":1}',
  'src/mail.hbs': 'Hello',
  'src/README.md': 'About',
  'src/main.test.js': 'test()',
}

test.each<[string, Files, [string, string][]]>([
  ['nothing', {}, []],
  ['what is for people, and tests', { 'src/README.md': 'More', 'src/main.test.js': 'test2()' }, []],
  [
    'what only development needs',
    { 'package.json': '{"name":"shop","dependencies":{"p":"1"},"devDependencies":{"x":"1"}}' },
    [],
  ],
  ['JSON that a module loads', { 'src/config.json': '{"a":2}' }, []],
  ['JSON that is none any more', { 'src/config.json': '{' }, [['IASO2101', 'src/config.json']]],
  ['a template', { 'src/mail.hbs': 'Dear' }, [['IASO2101', 'src/mail.hbs']]],
  [
    'a package, and one that it needs',
    {
      'node_modules/p/package.json': '{"name":"p","version":"1.0.1","dependencies":{"q":"1"}}',
      'node_modules/q/package.json': '{"name":"q","version":"2.0.0"}',
    },
    [
      ['IASO2102', 'package p 1.0.0 → 1.0.1'],
      ['IASO2102', 'package q 1.0.0 → 2.0.0'],
    ],
  ],
  ['a variable of .env', { '.env': 'PORT=81\nSECRET=abc' }, [['IASO3035', '.env PORT']]],
  [
    "the package's type",
    { 'package.json': '{"name":"shop","type":"commonjs","dependencies":{"p":"1"}}' },
    [['IASO2102', 'package.json type none → commonjs']],
  ],
  [
    'the compiler options',
    { 'tsconfig.json': '{"compilerOptions":{"experimentalDecorators":true}}' },
    [['IASO3032', 'tsconfig']],
  ],
])('%s', async (_, files, expected) => {
  const project = new TestProject(PROJECT)
  await project.build()
  const { report } = await project.patch(files)
  const findings: readonly Finding[] = report.edits.flatMap(edit => edit.findings)
  expect(findings.map(({ code, args }) => [code, args['path'] ?? said(args)])).toEqual(expected)
})

/** Digests say only that something differs. */
function said({ name = '', before = '', after = '' }: Finding['args']): string {
  return /^[\w]{8}$/.test(after) && after !== 'commonjs' ? name : `${name} ${before} → ${after}`
}

test('what only people and package managers read at the root of a project whose sources lie there', async () => {
  const files = { 'main.js': '', 'package.json': '{"name":"shop"}', 'package-lock.json': '{}', 'HISTORY.md': '' }
  const project = new TestProject(files, { source: '.' })
  await project.build()
  const news = {
    'package.json': '{"name":"shop","version":"2.0.0"}',
    'package-lock.json': '{"a":1}',
    'HISTORY.md': '2',
  }
  const { report } = await project.patch(news)
  expect(report.outcome).toBe('unchanged')
})

test('a package.json that a module loads is compared', async () => {
  const project = new TestProject({ 'main.js': "exports.v = require('./package.json').version" }, { source: '.' })
  await project.build()
  const { report } = await project.patch({ 'package.json': '{"name":"shop","version":"2.0.0"}' })
  expect(report.edits.map(({ key, verdict }) => [key, verdict])).toContainEqual(['package.json#value', 'live'])
})

test('a helper among the tests that the application loads is compared like any other file', async () => {
  const project = new TestProject({
    'src/main.js': "exports.see = () => require('./test/helper').a",
    'src/test/helper.js': 'exports.a = 1',
  })
  await project.build()
  expect((await project.patch({ 'src/test/other.js': 'x' })).report.outcome).toBe('unchanged')
  const { report } = await project.patch({ 'src/test/helper.js': 'exports.a = 2' })
  expect(report.edits.flatMap(edit => edit.findings.map(({ code }) => code))).toEqual(['IASO2101'])
})

test.each<[string, Files, Partial<Record<string, unknown>>, string]>([
  ['two sources of one output', { 'src/a.ts': '', 'src/a.tsx': '' }, {}, 'IASO1161'],
  ['no output', { 'src/a.js': '' }, { out: undefined }, 'IASO1162'],
  ['no such directory', { 'src/a.js': '' }, { source: 'lib' }, 'IASO1163'],
  ['types that are no types', { 'src/a.ts': 'let x: = 1' }, {}, 'IASO1160'],
  ['an output that holds the sources', { 'src/a.js': '' }, { out: '.' }, 'IASO1108'],
  [
    'an option that there is not',
    { 'package.json': '{"iaso":{"build":{"output":"x"}}}', 'src/a.js': '' },
    {},
    'IASO1108',
  ],
])('a mistake: %s', async (_, files, settings, code) => {
  const project = new TestProject(files, settings)
  await expect(project.build()).rejects.toMatchObject({ code })
})
