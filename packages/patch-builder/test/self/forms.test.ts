import { expect, test } from 'vitest'
import { COMMONJS, MODULES, SCRIPTS, YOUNG } from '../../../babel-plugin/test/support/forms.js'
import { youngerNode } from '../../../babel-plugin/test/support/world.js'
import { selfTraces } from './world.js'

type Program = string | Record<string, string>
type Format = 'script' | 'commonjs' | 'module'

const FORMS: [name: string, program: Program, format: Format][] = [
  ...SCRIPTS.map(([name, code]): [string, Program, Format] => [name, code, 'script']),
  ...SCRIPTS.filter(([name]) => !/sloppy|HTML/.test(name)).map(([name, code]): [string, Program, Format] => [
    `strict: ${name}`,
    `"use strict";\n${code}`,
    'script',
  ]),
  ...COMMONJS.map(([name, code]): [string, Program, Format] => [`CommonJS: ${name}`, code, 'commonjs']),
  ...MODULES.map(([name, files]): [string, Program, Format] => [`module: ${name}`, files, 'module']),
]

/** What a drill leaves as it is, by the form's name; a function that is patched again shows here. */
const LEFT: Record<string, readonly string[]> = {
  'CommonJS: a wrapper that is called as it is': ['IASO2103 main#function'],
  'arguments, mapped (sloppy)': ['IASO2103 main#t()~4'],
  'assigning its own name (sloppy)': ['IASO2105 main#f', 'IASO2105 main#f~2', 'IASO2105 main#f~2/function'],
  'direct eval (sloppy)': ['IASO2109 main#t()~2', 'IASO2109 main#t()~4'],
  'eval that keeps to itself': ['IASO2109 main#t()~2'],
  'module: live bindings, namespaces': ['IASO2114 main#t()~3', 'IASO2114 main#t()~4'],
  'promises that a patch would settle late (sloppy)': ['f', 'g', 'h'].map(name => `IASO2170 main#${name}`),
  super: ['IASO2103 main#m~2', 'IASO2103 main#d'],
}

async function same(name: string, program: Program, format: Format, node?: string): Promise<void> {
  const { plain, patched, reverted, flipped, left } = await selfTraces(program, format, node)
  expect(reverted).toEqual(plain)
  expect(patched).toEqual(plain)
  expect(flipped).toEqual(plain)
  expect(left).toEqual(LEFT[name.replace('strict: ', '')] ?? [])
}

test.each(FORMS)('patched with itself, it is what it was: %s', same)

const node = youngerNode()
test.runIf(node).each(YOUNG)('in a younger Node: %s', (name, code) => same(name, code, 'script', node))
