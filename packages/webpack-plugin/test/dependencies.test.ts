import { EXIT_CODES } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import type { Files } from '../../../testing/folder.js'
import { type Fixture, fixture, HOSTS } from './fixture.js'

/** A module with a hundred exports, of which an application uses one. */
const many = (name: string) =>
  Array.from({ length: 100 }, (_, i) => `export function ${name}${i}(x) { return '${name}${i} ' + x + ' is not used' }`)

const LIBRARY: Files = {
  'node_modules/toolbox/package.json':
    '{"name":"toolbox","sideEffects":false,"module":"index.js","exports":"./index.js"}',
  'node_modules/toolbox/index.js':
    "export * from './text.js'\nexport * from './numbers.js'\nexport * from './schema.js'",
  'node_modules/toolbox/text.js': many('text').join('\n'),
  'node_modules/toolbox/numbers.js': many('number').join('\n'),
  'node_modules/toolbox/schema.js': many('schema').join('\n'),
  'node_modules/legacy/package.json': '{"name":"legacy","main":"index.js"}',
  'node_modules/legacy/index.js': 'let count = 0\nexports.next = () => ++count\nexports.reset = () => { count = 0 }',
  'node_modules/wrapper/package.json': '{"name":"wrapper","main":"index.mjs"}',
  'node_modules/wrapper/index.mjs':
    "import legacy from 'legacy'\nexport const twice = () => legacy.next() + legacy.next()",
}

const APPLICATION = {
  ...LIBRARY,
  'package.json': '{"name":"shop"}',
  'src/main.ts': `
    import { next } from 'legacy'
    import * as toolbox from 'toolbox'
    import { number2, schema3 } from 'toolbox'
    export const main = () => toolbox.text1('a') + number2('b') + schema3('c') + next()
    globalThis.result = main
  `,
}

const code = (project: Fixture) => Object.values(project.tree('dist')).join('')
const unused = (project: Fixture) => new Set(code(project).match(/(?:text|number|schema)\d+ /g)).size

describe.each(HOSTS)('%s: dependencies', (_name, host) => {
  test('are shaken as without guards', async () => {
    const project = fixture(host, APPLICATION)
    await project.build({ enabled: false })
    const [plain, bytes] = [unused(project), code(project).length]
    expect(plain).toBe(3)
    await project.build()
    expect(unused(project)).toBe(plain)
    // The runtime, a guard, a table.
    expect(code(project).length - bytes).toBeLessThan(4000)
    expect(((await project.evaluate()) as () => string)()).toContain('is not used')
  })

  test('that are part of the release never travel a second time', async () => {
    const project = fixture(host, APPLICATION)
    await project.build()
    const main = project.read('src/main.ts')
    project.write({
      'src/main.ts': main
        .replace('import { next }', "import { twice } from 'wrapper'\nimport { next }")
        .replace('+ next()', '+ twice()'),
    })
    const { code: exit, errors } = await project.build({ emitPatch: true })
    expect([exit, errors.join('')]).toEqual([undefined, expect.stringContaining('IASO2117')])
  })

  test('an export that was shaken off is brought without what is there, or refused', async () => {
    const project = fixture(host, APPLICATION)
    await project.build()
    const main = project.read('src/main.ts')
    project.write({ 'src/main.ts': main.replace("toolbox.text1('a')", "toolbox.text7('a')") })
    const { code: exit, errors } = await project.build({ emitPatch: true })
    if (exit === EXIT_CODES.emitted) expect(project.patch()).not.toContain('text1 ')
    else
      expect(errors.join('') + project.read(`.iaso/server/${project.mapping().release}/report.txt`)).toMatch(
        /IASO2(?:117|106)/,
      )
  })
})
