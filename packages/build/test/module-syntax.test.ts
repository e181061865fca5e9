import { expect, test } from 'vitest'
import { hasModuleSyntax } from '../src/module-syntax.js'

test.each([
  'import "a"',
  'export {}',
  'export * from "b"',
  'import x from "y"; <div/>',
  'export default 1',
  'export const x = await y',
  '#!/usr/bin/env node\nimport "x"',
  'import json from "./a.json" with { type: "json" }',
  'export {}; import.meta.url',
])('a module: %s', code => expect(hasModuleSyntax(code)).toBe(true))

test.each([
  'module.exports = 1',
  'module.exports = 1 // export',
  'import("x")',
  'import.meta.url',
  '"use strict"; exports.a = "import"',
  'const a = ; import "b"',
  'with (a) b = 1; "import"',
])('not a module: %s', code => expect(hasModuleSyntax(code)).toBe(false))
