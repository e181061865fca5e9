import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { edit } from './support/corner-shop.js'
import { REPOSITORY, VITE_7, VITE_8 } from './support/hosts.js'
import { copyProject, type Project } from './support/project.js'
import { runNode } from './support/run.js'
import { type Served, servePublished } from './support/serve.js'

/** What a stack's frames must say, innermost first, and what stands at the place in the source. */
const EXPECTED: Readonly<Record<string, readonly (readonly [file: string, text: string])[]>> = {
  sum: [
    ['cart.ts', 'new Fault('],
    ['cart.ts', "fail('sum'"],
  ],
  view: [
    ['cart.ts', 'new Fault('],
    ['view.tsx', 'fail(name)'],
  ],
  later: [
    ['cart.ts', 'new Fault('],
    ['cart.ts', 'fail(name)\n}'],
  ],
}
const NAMES = Object.keys(EXPECTED)

type Place = readonly [file: string, line: number, column: number]

function placeOf(project: Project, file: string, text: string): Place {
  const before = project.read(`src/${file}`).split(text)[0] as string
  return [file, before.split('\n').length, before.length - before.lastIndexOf('\n')]
}

/** Frames of the application; what has no source is a guard's or a runtime's own. */
function symbolicate(stack: string, mapOf: (file: string) => string | undefined): Place[] {
  const frames = [...stack.matchAll(/([^\s(/]+\.js)(?:\?[^:]*)?:(\d+):(\d+)/g)]
  return frames.flatMap(([, file = '', line, column]) => {
    const path = mapOf(file)
    if (path === undefined) return []
    const map = new TraceMap(readFileSync(path, 'utf8'))
    const found = originalPositionFor(map, { line: Number(line), column: Number(column) - 1 })
    return found.source === null ? [] : [[basename(found.source), found.line, found.column + 1] as const]
  })
}

/** What Node itself has mapped back. */
function readFrames(stack: string): Place[] {
  return [...stack.matchAll(/([\w-]+\.tsx?):(\d+):(\d+)/g)].map(([, file = '', line, column]) => [
    file,
    Number(line),
    Number(column),
  ])
}

/** Every frame that is wanted is there, in order; the innermost first of all. */
function expectPlaces(project: Project, name: string, places: readonly Place[]): void {
  const wanted = (EXPECTED[name] ?? []).map(([file, text]) => placeOf(project, file, text))
  expect(places[0], name).toEqual(wanted[0])
  expect(
    places.map(([file, line]) => `${file}:${line}`),
    name,
  ).toEqual(expect.arrayContaining(wanted.map(([file, line]) => `${file}:${line}`)))
}

const browser = useBrowser()

/** Moves every line, and changes what throws. */
function change(project: Project): void {
  edit(project, 'src/cart.ts', 'more / 2; throw', 'more / 4;   throw')
  edit(project, 'src/cart.ts', "fail('sum')", "fail('sum', 3)")
  edit(project, 'src/view.tsx', '      <p>\n        {fail', '      <p title={name}>\n        text\n        {fail')
  edit(project, 'src/cart.ts', '  await null\n', '  await null\n  await 1\n')
}

describe.each([VITE_8, VITE_7])('$name', host => {
  describe.each([
    ['as it is', '0'],
    ['minified', '1'],
  ])('%s', (_, minify) => {
    let project: Project
    let server: Served
    let watched: Watched

    beforeAll(async () => {
      project = copyProject(join(REPOSITORY, 'e2e/fixtures/thrower'), host)
      process.env['MINIFY'] = minify
      await project.build()
      const { code, output } = await project.iaso('build', '--', '--ssr', 'src/server.ts', '--outDir', 'server')
      expect(code, output).toBe(0)
      await project.publish()
      server = await servePublished(project)
      watched = await openPage(browser(), server.url)
    })
    afterAll(async () => {
      await watched?.context.close()
      await server?.close()
      project?.remove()
      delete process.env['MINIFY']
    })

    const inPage = (name: string) =>
      watched.page.evaluate(name => (window as unknown as { stackOf(name: string): string }).stackOf(name), name)
    const mapOf = (file: string) =>
      ['dist/assets', 'patches'].map(folder => join(project.root, folder, `${file}.map`)).find(existsSync)
    const inNode = async (): Promise<string[]> => {
      const argv = ['--enable-source-maps', 'server/server.js', ...NAMES]
      const { output } = await runNode(argv, project.root, { PATCHES: join(project.root, 'patches') })
      return JSON.parse(output.split('\n').find(line => line.startsWith('[')) ?? output)
    }

    test('a guarded page', async () => {
      for (const name of NAMES) expectPlaces(project, name, symbolicate(await inPage(name), mapOf))
    })

    test('a guarded process, by Node itself', async () => {
      const stacks = await inNode()
      for (const [at, name] of NAMES.entries()) expectPlaces(project, name, readFrames(stacks[at] as string))
    })

    test('a patched page, and a patched process', async () => {
      change(project)
      expect((await project.emit()).report.outcome).toBe('emitted')
      expect((await project.publish()).code).toBe(0)
      expect((await nextResult(watched.page)).status).toBe('applied')
      for (const name of NAMES) {
        const stack = await inPage(name)
        expect(stack).toMatch(/iaso\/\w+-1-\w+\.js/)
        expectPlaces(project, name, symbolicate(stack, mapOf))
      }
      const ssr = await project.iaso('build', '--emit-patch', '--', '--ssr', 'src/server.ts', '--outDir', 'server')
      expect(ssr.code, ssr.output).toBe(0)
      expect((await project.publish('--environment', 'ssr')).code).toBe(0)
      const stacks = await inNode()
      for (const [at, name] of NAMES.entries()) expectPlaces(project, name, readFrames(stacks[at] as string))
    })
  })
})
