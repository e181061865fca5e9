import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type Files, openFolder } from '../../../testing/folder.js'
import { Namespaces, spreadNamespaces } from '../src/index.js'

const KIT: Files = {
  'node_modules/kit/index.js':
    'export * from "./more.js"; import * as z from "./z.js"; export { z, z as y }; export default z; export const own = {}',
  'node_modules/kit/more.js':
    'export * as deep from "./deep.js"; export * from "./index.js"; export * as own from "./z.js"',
  'node_modules/kit/z.js': 'export const string = 1',
  'node_modules/kit/deep.js': 'export const string = 1',
  'node_modules/old/index.js': 'exports.z = { string: 1 }',
  'node_modules/wraps-old/index.js': 'export * as z from "old"',
  'src/wrapper.ts': 'import { z, type Kit } from "kit"; export { z as check }; export * as own from "./own.ts"',
  'src/own.ts': 'export const a = 1',
}

async function spread(code: string, external: readonly string[] = []) {
  const root = openFolder(KIT)
  const namespaces = new Namespaces(async (specifier, importer) => {
    if (external.includes(specifier)) return undefined
    const file = specifier.startsWith('.')
      ? resolve(dirname(importer), specifier)
      : join(root, 'node_modules', specifier, 'index.js')
    return existsSync(file) ? file : undefined
  })
  return (await spreadNamespaces(namespaces, join(root, 'src/main.js'), { code, map: undefined }))?.code
}

const Z = 'import * as z from "../node_modules/kit/z.js";'

test.each([
  ['a name', `import { z } from 'kit'\nz.string`, `import "kit"; ${Z}\nz.string`],
  ['another name', `import { y as z } from 'kit'\nz.string`, `import "kit"; ${Z}\nz.string`],
  ['the default', `import z from 'kit'\nz.string`, `import "kit"; ${Z}\nz.string`],
  [
    'default and name, with others',
    `import z, { own as o, y } from 'kit'\nz?.string + y.string + o.a`,
    `import { own as o } from "kit"; ${Z} import * as y from "../node_modules/kit/z.js";\nz?.string + y.string + o.a`,
  ],
  [
    'through stars, in circles',
    `import { deep } from 'kit'\ndeep.string`,
    `import "kit"; import * as deep from "../node_modules/kit/deep.js";\ndeep.string`,
  ],
  [
    "through the application's own module",
    `import { check } from './wrapper.ts'\ncheck.string`,
    `import "./wrapper.ts"; import * as check from "../node_modules/kit/z.js";\ncheck.string`,
  ],
])('%s of a dependency that is a namespace is imported as one', async (_, code, expected) => {
  expect(await spread(code)).toBe(expected)
})

test.each([
  ['an object', `import { own } from 'kit'\nown.a`],
  ['a namespace that is only handed on', `import { z } from 'kit'\nf(z)`],
  ['a namespace of CommonJS', `import { z } from 'wraps-old'\nz.string`],
  ['CommonJS', `import { z } from 'old'\nz.string`],
  ["the application's own namespace", `import { own } from './wrapper.ts'\nown.a`],
  ['a property of the same name', `import { z } from 'kit'\na.z.string; f(z)`],
  ['attributes', `import { z } from 'kit' with { type: 'x' }\nz.string`],
  ['a name that nobody exports', `import { x } from 'kit'\nx.string`],
  ['what can not be parsed', `import { z } from 'kit'\nz.string }`],
])('%s stays as it is', async (_, code) => {
  expect(await spread(code)).toBeUndefined()
})

test('what is not bundled stays as it is, also behind a module that is', async () => {
  expect(await spread(`import { z } from 'kit'\nz.string`, ['kit'])).toBeUndefined()
  expect(await spread(`import { check } from './wrapper.ts'\ncheck.string`, ['kit'])).toBeUndefined()
})
