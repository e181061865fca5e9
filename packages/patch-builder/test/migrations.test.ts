import type { Finding } from '@iaso/protocol'
import { on } from '@iaso/runtime'
import { afterEach, describe, expect, test } from 'vitest'
import { RunningProgram, type Sources } from './program.js'

const open: RunningProgram[] = []
afterEach(() => {
  for (const program of open.splice(0)) {
    program.revert()
    program.dispose()
  }
})

/** The program notes what runs in its `log`. */
const MAIN = (version: number) => `export const log = []
let state = 'release'
function say(...words) { log.push([...words, ${version}].join(' ')) }
export const warm = () => log
export const see = () => state
export const set = value => { state = value }`

const step = (name: string, more = '') => `export default {
  before({ modules }) { modules['main.js'].say('before', '${name}') },
  up({ modules }) { modules['main.js'].say('up', '${name}'); ${more} },
  down({ modules }) { modules['main.js'].say('down', '${name}') },
}`

interface Exports {
  readonly log: string[]
  see(): unknown
}

async function start(
  sources: Sources = { 'main.js': MAIN(0) },
): Promise<{ program: RunningProgram; exports: Exports }> {
  const program = new RunningProgram(sources)
  open.push(program)
  return { program, exports: (await program.run()) as unknown as Exports }
}

/** Builds a patch, and nobody has it yet. */
async function built(program: RunningProgram, version: number, migrations: Record<string, string>): Promise<string> {
  const files = Object.entries(migrations).map(([name, code]) => [`migrations/${name}.js`, code])
  const { patch, mapping, report } = await program.build({ 'main.js': MAIN(version), ...Object.fromEntries(files) })
  if (patch === undefined || mapping === undefined) throw new Error(JSON.stringify(report, null, 1))
  program.mapping = mapping
  if (process.env.DEBUG) console.log(patch.code)
  return patch.code
}

const taken = ({ log }: Exports) => log.splice(0)

describe('over a sequence of patches', () => {
  const history = async () => {
    const client = await start()
    const one = await built(client.program, 1, { '0001-a': step('a') })
    const two = await built(client.program, 2, { '0001-a': step('a'), '0002-b': step('b') })
    return { ...client, one, two }
  }

  test('each runs once, in order; `before` meets the old code, all else the new', async () => {
    const { program, exports, one, two } = await history()
    program.apply(one)
    expect(taken(exports)).toEqual(['before a 0', 'up a 1'])
    program.apply(two)
    expect(taken(exports)).toEqual(['before b 1', 'up b 2'])
    program.revert()
    expect(taken(exports)).toEqual(['down b 2', 'down a 2'])
    program.apply(one)
    expect(taken(exports)).toEqual(['before a 0', 'up a 1'])
  })

  test('a client that skipped a patch runs all of them', async () => {
    const { program, exports, two } = await history()
    program.apply(two)
    expect(taken(exports)).toEqual(['before a 0', 'before b 0', 'up a 2', 'up b 2'])
  })

  test('back to an earlier patch, what that one does not have is taken back', async () => {
    const { program, exports, one, two } = await history()
    program.apply(two)
    taken(exports)
    program.apply(one)
    expect(taken(exports)).toEqual(['down b 2'])
  })

  test('one that was changed after it was emitted is taken back and runs again, with all that follow', async () => {
    const { program, exports, two } = await history()
    program.apply(two)
    taken(exports)
    const three = await built(program, 3, { '0001-a': step('A'), '0002-b': step('b') })
    program.apply(three)
    expect(taken(exports)).toEqual(['before A 2', 'before b 2', 'down b 2', 'down a 2', 'up A 3', 'up b 3'])
  })

  test('IASO3031: the report says so', async () => {
    const { program } = await history()
    const codes = async (migrations: Sources) => {
      const { report } = await program.build({ 'main.js': MAIN(3), ...migrations })
      return report.edits.flatMap(({ findings }) => findings.map(({ code, args }) => [code, args['name']]))
    }
    expect(await codes({ 'migrations/0001-a.js': step('A'), 'migrations/0002-b.js': step('b') })).toEqual([
      ['IASO3031', '0001-a'],
      ['IASO3031', '0002-b'],
    ])
    expect(await codes({ 'migrations/0001-a.js': step('a') })).toEqual([['IASO3031', '0002-b']])
    expect(
      await codes({ 'migrations/0001-a.js': `// A comment.\n${step('a')}`, 'migrations/0002-b.js': step('b') }),
    ).toEqual([])
  })
})

describe('one that throws', () => {
  const heard: string[] = []
  const listening = () => {
    heard.length = 0
    const ends = [
      on('failed', ({ code }) => heard.push(`failed ${code}`)),
      on('rejected', () => heard.push('rejected')),
    ]
    return () => ends.forEach(end => void end())
  }

  test('leaves nothing applied: what ran in this apply is taken back, what ran before stays', async () => {
    const { program, exports } = await start()
    const end = listening()
    program.apply(await built(program, 1, { '0001-a': step('a') }))
    taken(exports)
    const more = { '0001-a': step('a'), '0002-b': step('b'), '0003-c': step('c', "throw new Error('no')") }
    expect(program.apply(await built(program, 2, more))).toMatchObject({ status: 'rejected', code: 'IASO1207' })
    expect(taken(exports).slice(2)).toEqual(['up b 2', 'up c 2', 'down c 2', 'down b 2'])
    expect(heard).toEqual(['rejected'])
    program.revert()
    expect(taken(exports)).toEqual(['down a 1'])
    end()
  })

  test('in `before`: nothing ran at all', async () => {
    const { program, exports } = await start()
    const throwing = step('a')
      .replace('before(', "before() { throw new Error('no') }, unused(")
      .replace(/unused.*\n/, '\n')
    expect(program.apply(await built(program, 1, { '0001-a': throwing }))).toMatchObject({ status: 'rejected' })
    expect(taken(exports)).toEqual([])
  })

  test.each([
    ['without a `down`', step('a', 'throw 1').replace(/down.*\n/, '')],
    ['and so does its `down`', step('a', 'throw 1').replace(/down\(.*\n/, 'down() { throw 2 }\n')],
  ])('%s: the state is suspect', async (_what, migration) => {
    const { program } = await start()
    expect(program.apply(await built(program, 1, { '0001-a': migration }))).toMatchObject({ status: 'failed' })
    expect(program.revert()).toMatchObject({ functions: 0 })
  })

  test("in `down`: the code goes back all the same, and listeners hear that the state doesn't", async () => {
    const { program, exports } = await start()
    const end = listening()
    const bad = step('a').replace(/down\(.*\n/, 'down() { throw new Error("no") }\n')
    program.apply(await built(program, 1, { '0001-a': bad, '0002-b': step('b') }))
    taken(exports)
    expect(program.revert()).toMatchObject({ status: 'reverted' })
    expect(taken(exports)).toEqual(['down b 1'])
    expect(heard).toEqual(['failed IASO1207'])
    expect(program.revert()).toMatchObject({ status: 'reverted', functions: 0 })
    end()
  })
})

describe('what it reaches', () => {
  test('names that are exported or not, that are assigned, imported, or new with the patch', async () => {
    const before = {
      'main.js': `import { other } from './other.js'
let hits = 1
const list = ['a']
function own(x) { return [this, x, hits] }
export const warm = () => 1
export const see = () => [hits, list, other()]
function pair(a) { return [a] }
export const call = () => pair(1)
export const reset = () => { hits = 0 }`,
      'other.js': 'export function other() { return "old" }',
    }
    const { program, exports } = await start(before)
    const migration = `const twice = x => x * 2
export default { up({ modules }) {
  const main = modules['main.js']
  const { list, other } = modules['main.js']
  main.hits += twice(10)
  main.hits++
  list.push(...main.own(5), other(), main.added(7), main.pair(8, 9))
} }`
    const main = before['main.js'].replace('pair(a) { return [a] }', 'pair(a, b) { return [a, b] }')
    await program.patch({
      'main.js': `${main.replace('pair(1)', 'pair(1, 2)')}\nfunction added(x) { return [x] }\nexport const use = () => added(1)`,
      'other.js': before['other.js'].replace('old', 'new'),
      'migrations/0001-a.js': migration,
    })
    expect(exports.see()).toEqual([22, ['a', undefined, 5, 22, 'new', [7], [8, 9]], 'new'])
  })

  test('a module that may not be loaded', async () => {
    const before = (version: string) => ({
      'main.js': `export const warm = () => import('./late.js')
export const see = async () => (await import('./late.js')).get()`,
      'late.js': `const cache = new Map()
function make() { return '${version}' }
export function get() { if (!cache.has(1)) cache.set(1, make()); return cache.get(1) }`,
    })
    const migration = `export default { for: 'IASO3006 late.js#make', up({ modules }) { modules['late.js']?.cache.clear() },
down({ modules }) { const late = modules['late.js']; if (late) late.cache.clear() } }`
    for (const isLoaded of [true, false]) {
      const { program, exports } = await start(before('old'))
      if (isLoaded) expect(await exports.see()).toBe('old')
      await program.patch({ ...before('new'), 'migrations/0001-a.js': migration })
      expect(await exports.see()).toBe('new')
      expect(program.revert().status).toBe('reverted')
      expect(await exports.see()).toBe('old')
    }
  })
})

test("IASO2140: an assignment that would call a setter of the prototype's", async () => {
  const source = (
    more: string,
  ) => `class Page { #title = 'one'; get title() { return this.#title } set title(t) { this.#title = t } }
    const page = new Page()
    ${more}
    export const warm = () => page
    export const see = () => page.title`
  const program = new RunningProgram({ 'main.js': source('') })
  const { see } = (await program.run()) as unknown as { see(): unknown }
  const { patch } = await program.build({ 'main.js': source("page.title = 'two'") })
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'rejected', code: 'IASO2140' })
  expect(see()).toBe('one')
  program.dispose()
})

test('IASO2140: a literal that the running program has changed is not written over, and nothing else is applied', async () => {
  const source = (list: string, more = 1) => `const list = ${list}
export const warm = () => list.push('own')
export const see = () => [list, ${more}]`
  const { program, exports } = await start({ 'main.js': source("['a']") })
  const { patch } = await program.build({ 'main.js': source("['b', 'c']", 2) })
  ;(exports as unknown as { warm(): void }).warm()
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'rejected', code: 'IASO2140' })
  expect(exports.see()).toEqual([['a', 'own'], 1])
})

test('IASO2140: a list that statements fill, and that the running program has added to', async () => {
  const source = (last: number) => `const list = [1]
list.push(${last})
export const warm = () => list.push('own')
export const see = () => list`
  const { program, exports } = await start({ 'main.js': source(2) })
  const { patch } = await program.build({ 'main.js': source(3) })
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'applied' })
  expect(exports.see()).toEqual([1, 3])
  program.revert()
  ;(exports as unknown as { warm(): void }).warm()
  expect(program.apply(patch?.code as string)).toMatchObject({ status: 'rejected', code: 'IASO2140' })
  expect(exports.see()).toEqual([1, 2, 'own'])
})

describe('refused', () => {
  const late = {
    'main.js': 'export const go = () => import("./late.js")',
    'late.js': 'export const list = [1]\nconsole.log(1)',
  }
  const main = { 'main.js': 'export const list = [1]\nlet n = 1\nexport const warm = () => n' }

  async function found(before: Sources, after: Sources, migration: string): Promise<Finding[]> {
    const program = new RunningProgram(before)
    open.push(program)
    const { report } = await program.build({ ...after, 'migrations/0001-a.js': migration })
    return report.edits.flatMap(({ findings }) => findings)
  }

  const up = (body: string) => `export default {\n  up({ modules }) { ${body} },\n}`
  test.each([
    ['IASO2160', "modules['main.js'].nothing", 2],
    ['IASO2160', "modules['main.js'].list = []", 2],
    ['IASO2160', "modules['else.js'].list", 2],
    ['IASO2161', 'Object.keys(modules)', 2],
    ['IASO2161', 'const main = modules[0]', 2],
    ['IASO2161', "Object.keys(modules['main.js'])", 2],
  ])('%s: %s', async (code, body, line) => {
    expect(await found(main, main, up(body))).toMatchObject([{ code, line, file: 'migrations/0001-a.js' }])
  })

  test.each([
    ['IASO2161', 'export default { async up() {} }'],
    ['IASO2161', 'export default { *up() {} }'],
    ['IASO2161', 'export default { down() {} }'],
    ['IASO2161', 'export default { up: 1 }'],
    ['IASO2161', 'export default { up() {}, more() {} }'],
    ['IASO2161', 'export default { up(modules) {} }'],
    ['IASO2161', 'export default { up({ modules, others }) {} }'],
    ['IASO2161', 'export default { for: IASO3001, up() {} }'],
    ['IASO2161', 'export const up = () => {}'],
    ['IASO2161', 'export default defineMigration({ up() {} })'],
    ['IASO2161', 'import { list } from "../main.js"\nexport default { up() { list } }'],
    ['IASO2161', 'export default {'],
    ['IASO2163', 'export default { for: ["cache"], up() {} }'],
    ['IASO2163', 'export default { for: ["IASO2108 main.js#f"], up() {} }'],
    ['IASO2163', 'export default { for: ["IASO3009 main.css"], up() {} }'],
    ['IASO2164', 'import { unfinished } from "@iaso/runtime/migration"\nexport default { up() { unfinished("x") } }'],
    ['IASO3030', 'export default { for: ["IASO3006 main.js#f"], up() {} }'],
  ])('%s: %s', async (code, migration) => {
    expect((await found(main, main, migration)).map(finding => finding.code)).toEqual([code])
  })

  test('IASO2162: a late module is asked for as if it were there', async () => {
    const codes = async (body: string) => (await found(late, late, up(body))).map(({ code }) => code)
    expect(await codes("modules['late.js'].list.push(1)")).toEqual(['IASO2162'])
    expect(await codes("const { list } = modules['late.js']")).toEqual(['IASO2162'])
    expect(await codes("modules['late.js']?.list.push(1)")).toEqual([])
  })

  test('IASO2163: what a late module does when it loads comes after the migration', async () => {
    const after = { ...late, 'late.js': 'export const list = [2]\nconsole.log(2)' }
    const migration = (code: string) => `export default { for: ['${code}'], up() {} }`
    for (const code of ['IASO2002 late.js#list', 'IASO3001 late.js#top level'])
      expect((await found(late, after, migration(code))).map(each => each.code)).toContain('IASO2163')
  })
})
