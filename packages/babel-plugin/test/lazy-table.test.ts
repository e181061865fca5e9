import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { expect, test } from 'vitest'
import { generate, lazyTable } from '../src/index.js'

type Table = readonly unknown[] & ((position: number) => unknown)

/** A table of which each accessor notes its position when it is made. */
function tableOf(count: number): { code: string; make: () => Table; made: number[] } {
  const accessors = Array.from({ length: count }, (_, at) => parseExpression(`made(${at})`))
  const { code } = generate(t.file(t.program([t.expressionStatement(lazyTable(accessors))])), {})
  const made: number[] = []
  const note = (at: number) => {
    made.push(at)
    return at
  }
  return { code, make: new Function('made', `return ${code}`)(note), made }
}

test('a small table is a list, made whole', () => {
  const { code, make, made } = tableOf(64)
  expect(code).toMatch(/^\(\) => \[made\(0\), made\(1\), .*, made\(63\)];$/)
  expect(make()[63]).toBe(63)
  expect(made).toHaveLength(64)
})

test('a large one answers by position, and makes what stands near it, once', () => {
  const { make, made } = tableOf(1000)
  const table = make()
  expect(made).toEqual([])
  expect([table(40), table(47), table(32)]).toEqual([40, 47, 32])
  expect(made).toEqual(Array.from({ length: 16 }, (_, at) => 32 + at))
  expect(Array.from({ length: 1000 }, (_, at) => table(at))).toEqual(Array.from({ length: 1000 }, (_, at) => at))
  expect(made).toHaveLength(1000)
})

test('a table of none is an empty list', () => {
  expect(tableOf(0).code).toBe('() => [];')
})
