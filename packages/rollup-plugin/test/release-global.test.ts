import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'
import { setRelease } from '../src/hooks/release-global.js'

const STATEMENT = 'Object.defineProperty(globalThis,"$iaso:shop",{value:"r1",configurable:true});'

test.each([
  ['nothing', '', 'import a from "a"'],
  ['a directive', '"use strict";\n', 'var a = 1'],
  ['several', '\'use client\';"use strict";', '\nvar a = 1'],
  ['a hashbang', '#!/usr/bin/env node\n', 'run()'],
  ['comments', '/*! licence */\n// note\n', 'run()'],
  ['no directive', '', '"text".trim()'],
])('stands behind %s', (_what, head, body) => {
  const { code } = setRelease(head + body, { app: 'shop', release: 'r1' }, { withMap: false, isServer: false })
  expect(code.startsWith(head)).toBe(true)
  expect(code.slice(head.length).trimStart().startsWith(STATEMENT)).toBe(true)
  expect(code.endsWith(body)).toBe(true)
})

test('a server asks the group that it belongs to for its patch, if there is one', () => {
  const { code } = setRelease('', { app: 'shop', release: 'r1' }, { withMap: false, isServer: true })
  const context = createContext({})
  runInContext(code, context)
  expect(runInContext("globalThis['$iaso:shop']", context)).toBe('r1')
  const released: string[] = []
  runInContext(code, createContext({ [Symbol.for('iaso.service')]: { released: (app: string) => released.push(app) } }))
  expect(released).toEqual(['shop'])
})
