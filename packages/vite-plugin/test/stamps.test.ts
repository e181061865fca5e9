import { EXIT_CODES, type Report } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { type Fixture, fixture, HOSTS, SCRIPT } from './fixture.js'

const FILES = {
  'package.json': '{"name":"shop","type":"module"}',
  'node_modules/pad/package.json': '{"name":"pad","main":"index.js","type":"module"}',
  'node_modules/pad/index.js': 'export const pad = s => typeof __OTHER__ + s',
  'main.js': `import { pad } from 'pad'
import { build } from './build.js'
const config = { build: __BUILD__, list: [] }
console.log('started', __BUILD__)
export function about() { return [pad(build), __BUILD__, config, total(1)] }
export function total(x) { return x + 1 }
globalThis.result = { about }`,
  'build.js': 'export const build = `build ${__BUILD__}`',
}

const built = (commit: string, other = '1') => ({
  ...SCRIPT('/main.js'),
  define: { __BUILD__: JSON.stringify(commit), __OTHER__: other },
})

function findings(project: Fixture): string[] {
  const files = project.tree(`.iaso/client/${project.mapping().release}`)
  const [, text = ''] = Object.entries(files).find(([file]) => file.endsWith('report.json')) ?? []
  const report = JSON.parse(text) as Report
  return report.edits.flatMap(edit => [
    ...(edit.findings.length === 0 ? [edit.key] : []),
    ...edit.findings.map(({ code }) => `${edit.key} ${code} ${edit.verdict}`),
  ])
}

describe.each(HOSTS)('%s: another definition than in the release', (_name, host) => {
  test('is a changed constant for its readers, and what ran once keeps the old one', async () => {
    const project = fixture(host, FILES)
    await project.build({}, built('3f9c1d2'))
    project.write({ 'main.js': FILES['main.js'].replace('x + 1', 'x + 2') })
    expect(await project.build({ emitPatch: true }, built('a81bb70'))).toBe(EXIT_CODES.emitted)
    expect(findings(project).sort()).toEqual([
      '__BUILD__ IASO3033 live',
      'build.js#build',
      'main.js#about',
      'main.js#config',
      'main.js#top level IASO3036 live',
      'main.js#total',
    ])
    const [file = ''] = Object.keys(project.tree('.')).filter(name => name.endsWith('/patch.js'))
    expect(project.read(file)).toContain('a81bb70')
    expect(project.read(file)).not.toContain('started')
  })

  test('that nobody reads is no more than noted', async () => {
    const project = fixture(host, { ...FILES, 'node_modules/pad/index.js': 'export const pad = s => s' })
    await project.build({}, built('3f9c1d2'))
    expect(await project.build({ emitPatch: true }, built('3f9c1d2', '2'))).toBe(EXIT_CODES.unchanged)
    expect(findings(project)).toEqual(['__OTHER__ IASO3033 live'])
  })

  test('that a dependency reads is refused', async () => {
    const project = fixture(host, FILES)
    await project.build({}, built('3f9c1d2'))
    expect(await project.build({ emitPatch: true }, built('3f9c1d2', '2'))).toBe(EXIT_CODES.refused)
    expect(findings(project)).toContain('node_modules/pad/index.js IASO2165 refused')
  })

  test('an ordinary value in what ran once is an edit like any other', async () => {
    const flag = (on: boolean) => ({ ...built('3f9c1d2'), define: { __BUILD__: '"3f9c1d2"', __ON__: String(on) } })
    const project = fixture(host, { ...FILES, 'main.js': `${FILES['main.js']}\nconsole.log(__ON__)` })
    await project.build({}, flag(false))
    expect(await project.build({ emitPatch: true }, flag(true))).toBe(EXIT_CODES['needs-word'])
    expect(findings(project)).toContain('main.js#top level IASO3001 no-effect')
  })
})
