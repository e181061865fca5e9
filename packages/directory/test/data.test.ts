import { expect, test } from 'vitest'
import { type Files, Running, TestProject } from './project.js'

const ESM = '{"name":"shop","type":"module"}'
const TSCONFIG = '{"compilerOptions":{"module":"commonjs","esModuleInterop":true,"resolveJsonModule":true}}'
const SEE = '[words.title, words.nav.home, Object.keys(words.nav)]'
const IMPORT = "import words from './words.json' with { type: 'json' }"
const REQUIRE = "const words = require('./words.json')"

const commonjs = (before: string, see = SEE): Files => ({ 'src/main.js': `${before}\nexports.see = () => ${see}` })
const module = (before: string, see = SEE): Files => ({
  'package.json': ESM,
  'src/main.js': `${before}\nexport const see = async () => ${see}`,
})
const typed = (before: string, see = SEE): Files => ({
  'tsconfig.json': TSCONFIG,
  'src/main.ts': `${before}\nexport const see = () => ${see}`,
})

const LIVE: Record<string, Files> = {
  require: commonjs(REQUIRE),
  'require, of parts': commonjs(
    "const { title, nav } = require('./words.json')\nconst home = require('./words.json').nav.home\nconst keys = Object.keys(nav)",
    '[title, home, keys]',
  ),
  'require, later': commonjs('', `{ const words = require('./words.json'); return ${SEE} }`),
  'require, in two modules': {
    ...commonjs(`${REQUIRE}\nconst { home } = require('./lib/other')`, '[words.title, home(), Object.keys(words.nav)]'),
    'src/lib/other.js': "exports.home = () => require('../words').nav.home",
  },
  'require, handed on': {
    ...commonjs("const words = require('./words')"),
    'src/words.js': "module.exports = require('./words.json')",
  },
  'require, copied': commonjs("const words = { ...require('./words.json'), more: 1 }"),
  'require, kept by others': commonjs(
    `${REQUIRE}\nconst map = new Map(Object.entries(words))`,
    '[map.get("title"), map.get("nav").home, Object.keys(map.get("nav"))]',
  ),
  import: module(IMPORT),
  'import, of parts': module(
    `${IMPORT}\nconst { title, nav } = words\nconst keys = Object.keys(nav)`,
    '[title, nav.home, keys]',
  ),
  'TypeScript to CommonJS': typed("import words from './words.json'"),
}

/** Code, and what stands in the report. */
const TOLD: Record<string, readonly [Files, string]> = {
  'a file that is read by its name as well': [
    commonjs(
      `${REQUIRE}\nconst { readFileSync } = require('fs')`,
      `JSON.parse(readFileSync(__dirname + '/words.json', 'utf8')) && ${SEE}`,
    ),
    'IASO2101',
  ],
  'the same, in an ES module': [
    module(
      `${IMPORT}\nimport { readFileSync } from 'node:fs'`,
      `JSON.parse(readFileSync(new URL('./words.json', import.meta.url), 'utf8')) && ${SEE}`,
    ),
    'IASO2101',
  ],
  'a file that is only read': [
    commonjs("const words = JSON.parse(require('fs').readFileSync(__dirname + '/words.json', 'utf8'))"),
    'IASO2101',
  ],
  'modules that are loaded a second time': [
    commonjs(
      `const read = () => { delete require.cache[require.resolve('./words.json')]; return require('./words.json') }\nconst words = read()`,
    ),
    'IASO2101',
  ],
  'import()': [
    module(
      '',
      `{ const { default: words } = await import('./words.json', { with: { type: 'json' } }); return ${SEE} }`,
    ),
    'IASO2101',
  ],
  'require and import()': [
    commonjs(REQUIRE, `import('./words.json', { with: { type: 'json' } }).then(({ default: words }) => ${SEE})`),
    'IASO2101',
  ],
  'import in one module, require in another': [
    {
      ...module(`${IMPORT}\nimport other from './other.cjs'`, '[words.title, other.home(), Object.keys(words.nav)]'),
      'src/other.cjs': "const words = require('./words.json')\nexports.home = () => words.nav.home",
    },
    'IASO2101',
  ],
  'a module without guards has it, later': [
    {
      ...commonjs(
        `${REQUIRE}\nconst { home } = require('./other.skip.js')`,
        '[words.title, home(), Object.keys(words.nav)]',
      ),
      'src/other.skip.js': "exports.home = () => require('./words.json').nav.home",
    },
    'IASO2101',
  ],
  createRequire: [
    module("import { createRequire } from 'node:module'\nconst words = createRequire(import.meta.url)('./words.json')"),
    'IASO2101',
  ],
  'all names, in TypeScript': [typed("import * as words from './words.json'"), 'IASO2101'],
  'import = in TypeScript': [typed("import words = require('./words.json')"), 'IASO2101'],
  'what others make of it': [commonjs(`const words = structuredClone(require('./words.json'))`), 'IASO2002'],
}

const OLD = JSON.stringify({ title: 'Shop', nav: { home: 'Home' } })
const NEW = JSON.stringify({ title: 'Store', nav: { home: 'Start', help: 'Help' } })
const SHOP = ['Shop', 'Home', ['home']]
const STORE = ['Store', 'Start', ['home', 'help']]

async function release(files: Files): Promise<{ project: TestProject; running: Running }> {
  const project = new TestProject({ ...files, 'src/words.json': OLD }, { exclude: ['**/*.skip.js'] })
  await project.build()
  const running = new Running(project, 'dist/main.js')
  expect(await running.see()).toEqual(SHOP)
  return { project, running }
}

test.each(Object.entries(LIVE))('a JSON file is changed leaf by leaf: %s', async (_, files) => {
  const { project, running } = await release(files)
  const emission = await project.patch({ 'src/words.json': NEW })
  expect(new Set(emission.report.edits.map(({ verdict }) => verdict))).toEqual(new Set(['live']))
  expect(await running.apply(emission)).toBe('applied')
  expect(await running.see()).toEqual(STORE)
  expect(await running.revert()).toBe('reverted')
  expect(await running.see()).toEqual(SHOP)
})

test.each(Object.entries(TOLD))(
  'a JSON file that somebody has in another way is refused: %s',
  async (_, [files, code]) => {
    const { project } = await release(files)
    const { report } = await project.patch({ 'src/words.json': NEW })
    expect(report.outcome).toBe('refused')
    expect(report.edits.flatMap(({ findings }) => findings.map(each => each.code))).toContain(code)
  },
)

test('what the program has frozen stays, and the patch is rejected', async () => {
  const { project, running } = await release(commonjs(`${REQUIRE}\nObject.freeze(words)`))
  expect(await running.apply(await project.patch({ 'src/words.json': NEW }))).toMatch(/^rejected,IASO1207/)
  expect(await running.see()).toEqual(SHOP)
})

test('what the program has changed is its own, and the patch is rejected', async () => {
  const { project, running } = await release(
    commonjs(`${REQUIRE}`, `(words.nav.home = 'Mine', ['Shop', 'Home', ['home']])`),
  )
  expect(await running.apply(await project.patch({ 'src/words.json': NEW }))).toMatch(/^rejected,IASO2140/)
})
