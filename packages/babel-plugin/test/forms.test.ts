import { expect, test } from 'vitest'
import { COMMONJS, MODULES, SCRIPTS, YOUNG } from './support/forms.js'
import { traces, transform, youngerNode } from './support/world.js'

/** Some forms are younger than the oldest Node. */
async function same(
  program: string | Record<string, string>,
  format: 'script' | 'commonjs' | 'module',
  node?: string,
): Promise<void> {
  const { plain, guarded, probed } = await traces(program, format, node)
  expect(plain.join('\n')).not.toMatch(/ends with SyntaxError/)
  expect(guarded).toEqual(plain)
  expect(probed).toEqual(plain)
}

test.each(SCRIPTS)('%s', (_name, code) => same(code, 'script'))
test.each(SCRIPTS.filter(([name]) => !/sloppy|HTML/.test(name)))('strict: %s', (_name, code) =>
  same(`"use strict";\n${code}`, 'script'),
)
test.each(COMMONJS)('CommonJS: %s', (_name, code) => same(code, 'commonjs'))
test.each(MODULES)('module: %s', (_name, files) => same(files, 'module'))

const node = youngerNode()
test.runIf(node).each(YOUNG)('in a younger Node: %s', (_name, code) => same(code, 'script', node))

test('two scripts on one page leave each other and the global object alone', () => {
  const { code } = transform('class A { #x; m() { return this.#x } }', 'script', 'guarded')
  expect(code).not.toMatch(/^(?:var|let|const) /m)
})

test('hashbang, byte order mark, directives', () => {
  expect(transform('#!/usr/bin/env node\n"use strict";\n() => 1', 'commonjs', 'guarded').code).toMatch(
    /^#!.*\n"use strict";\n\nvar \$r = require/,
  )
  expect(transform('\uFEFF() => 1', 'script', 'guarded').code).toContain('=> $')
})

test('output is the same every time', () => {
  for (const [, code] of SCRIPTS)
    expect(transform(code, 'script', 'guarded')).toEqual(transform(code, 'script', 'guarded'))
})
