import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { TEXTS } from '../src/texts.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Text of all files that a package, or the end-to-end tests, have in a folder. */
function textsIn(folder: string, own: string): string {
  const packages = readdirSync(join(ROOT, 'packages')).map(name => join(ROOT, 'packages', name, folder))
  return [...packages, ...(folder === 'test' ? [join(ROOT, 'e2e')] : [])]
    .flatMap(directory => files(directory))
    .filter(file => !file.endsWith(own))
    .map(file => readFileSync(file, 'utf8'))
    .join('\n')
}

function files(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|mjs|txt)$/.test(name) && !name.includes('node_modules'))
      .map(name => join(directory, name))
  } catch {
    // A package without tests of its own.
    return []
  }
}

/** In the runtime, `fault(3, …)` is IASO1203. */
function mentions(text: string, code: string): boolean {
  return text.includes(code) || (code.startsWith('IASO120') && text.includes(`fault(${code.at(-1)}`))
}

const sources = textsIn('src', 'texts.ts')
const tests = textsIn('test', 'codes.test.ts')

test.each(Object.keys(TEXTS))('%s can come up, and a test says when', code => {
  expect(mentions(sources, code), 'in the sources').toBe(true)
  expect(mentions(tests, code), 'in the tests').toBe(true)
})
