import { runInThisContext } from 'node:vm'
import { EXIT_CODES } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { type Fixture, fixture, HOSTS } from './fixture.js'

const files = (app: string) => ({
  'package.json': JSON.stringify({ name: app }),
  'src/main.ts': 'import shop from "./shop.js"\nglobalThis.result = shop',
  'src/shop.js': `
    var money = require('./money')
    var rate = 1
    exports.setRate = function (next) { rate = next }
    exports.price = function (net) { return money.round(net * rate) }
    exports.report = function () { return require('./report').line(exports.price(10)) }
  `,
  'src/money.js':
    'module.exports = { round: function round(n) { return Math.round(n) } }\nmodule.exports.unused = function () { return "not shaken off" }',
  'src/report.js': 'exports.line = function (price) { return "costs " + price }',
})

interface Shop {
  setRate(rate: number): void
  price(net: number): number
  report(): string
}

const edit = (project: Fixture, file: string, find: string, replacement: string) =>
  project.write({ [file]: project.read(file).replace(find, replacement) })

describe.each(HOSTS)('%s: CommonJS modules of the application', (name, host) => {
  const app = `commonjs-${name.replace(' ', '-').toLowerCase()}`

  test('are guarded, without a word from the host, and take patches', async () => {
    const project = fixture(host, files(app))
    expect(await project.build()).toEqual({ code: undefined, errors: [], warnings: [] })
    expect(project.mapping().modules['src/shop.js']).toMatchObject({
      format: 'commonjs',
      resolutions: { './money': 'src/money.js', './report': 'src/report.js' },
    })
    const shop = (await project.evaluate()) as Shop
    shop.setRate(2)
    expect([shop.price(10), shop.report()]).toEqual([20, 'costs 20'])

    edit(project, 'src/shop.js', 'money.round(net * rate)', 'money.round(net * rate) + 1')
    edit(project, 'src/shop.js', 'line(exports.price(10))', 'line(exports.price(20))')
    edit(project, 'src/report.js', '"costs "', '"it costs "')
    expect(await project.build({ emitPatch: true })).toMatchObject({ code: EXIT_CODES.emitted, errors: [] })
    runInThisContext(project.patch())
    expect([shop.price(10), shop.report()]).toEqual([21, 'it costs 41'])
  })

  test.each([
    ['a module that this one did not ask for', "require('./money')", "require('./report')"],
    ['require as a value', "require('./money')", "[require][0]('./money')"],
    ['what is left of module', "require('./money')", 'module.parent'],
  ])('IASO2111: a fix that needs %s is refused', async (_what, find, replacement) => {
    const project = fixture(host, {
      ...files(`${app}-refused`),
      'src/shop.js': "exports.price = function (net) { return require('./money').round(net) }",
      'src/main.ts': 'import shop from "./shop.js"\nimport "./report.js"\nglobalThis.result = shop',
    })
    await project.build()
    edit(project, 'src/shop.js', find, replacement)
    expect((await project.build({ emitPatch: true })).code).toBe(EXIT_CODES.refused)
    expect(project.read(`.iaso/server/${project.mapping().release}/report.txt`)).toContain('IASO2111')
  })

  test('cost what guards and tables cost: no context of all modules, no made-up module object', async () => {
    const project = fixture(host, files(app))
    await project.build()
    const code = Object.values(project.tree('dist')).join('')
    expect(code).not.toMatch(/webpackEmptyContext|Cannot find module|\.nmd\(/)
  })
})
