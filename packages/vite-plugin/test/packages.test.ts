import { describe, expect, test } from 'vitest'
import { fixture, HOSTS, SCRIPT } from './fixture.js'

const FILES = {
  'package.json': '{"name":"shop","type":"module"}',
  'node_modules/react/package.json': '{"name":"react","exports":{".":"./index.js"}}',
  'node_modules/react/index.js': 'export function useState() {}',
  'node_modules/react-dom/package.json': '{"name":"react-dom","exports":{".":"./index.js","./client":"./client.js"}}',
  'node_modules/react-dom/index.js':
    'export const version = "19.0.0"\nexport function flushSync(render) { return render() }',
  'node_modules/react-dom/client.js': 'export function createRoot() { return "root of the application" }',
  'main.js':
    'import { createRoot } from "react-dom/client"\nexport function main() { return createRoot() }\nglobalThis.result = main()',
}

describe.each(HOSTS)('%s: packages that come along', (_name, host) => {
  test("the runtime is one, though the project didn't install it", async () => {
    const project = fixture(host, {
      'package.json': FILES['package.json'],
      'main.js':
        'import { state } from "@iaso/runtime"\nexport function main() { return state }\nglobalThis.result = main()',
    })
    await project.build({}, SCRIPT('/main.js'))
    const paths = Object.keys(project.mapping().unguarded)
    expect(paths).toContain('@iaso/runtime/dist/index.js')
    expect(project.mapping().modules['main.js']?.resolutions).toEqual({
      '@iaso/runtime': '@iaso/runtime/dist/index.js',
    })
  })

  test('a page that renders with React gets the adapter, with its own React', async () => {
    const project = fixture(host, FILES)
    await project.build({}, SCRIPT('/main.js'))
    const { modules, unguarded } = project.mapping()
    expect(Object.keys(unguarded)).toEqual(
      expect.arrayContaining(['@iaso/react/dist/index.js', 'node_modules/react-dom/client.js']),
    )
    // What is compared doesn't know about it.
    expect(modules['main.js']?.code).not.toContain('iaso')
  })

  test('so does one that a framework renders, from an entry of its own', async () => {
    const project = fixture(host, {
      ...FILES,
      'main.js': 'import "framework"\nexport function main() { return 1 }\nglobalThis.result = main',
      'node_modules/framework/package.json': '{"name":"framework","exports":"./entry.js"}',
      'node_modules/framework/entry.js':
        'import { createRoot } from "react-dom/client"\nglobalThis.root = createRoot()',
    })
    await project.build({}, SCRIPT('/main.js'))
    const { modules, unguarded } = project.mapping()
    expect(Object.keys(unguarded)).toContain('@iaso/react/dist/index.js')
    expect(Object.keys(modules)).toEqual(['main.js'])
  })

  test("a server doesn't", async () => {
    const project = fixture(host, FILES)
    await project.build({}, { build: { ssr: '/main.js' } })
    expect(Object.keys(project.mapping('ssr').unguarded).filter(path => path.startsWith('@iaso/react'))).toEqual([])
  })
})
