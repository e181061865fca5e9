import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { readPatchRequest } from '../src/patch-request.js'
import { project } from './project.js'

test('the application is named by the option, the package, or the directory', () => {
  const root = openFolder({ 'package.json': '{"name":"@acme/shop"}' })
  expect(project(root, { app: 'mine' }).app).toBe('mine')
  expect(project(root, {}).app).toBe('@acme/shop')
  const bare = openFolder()
  expect(project(bare, {}).app).toBe(basename(bare))
})

test.each([
  ['IASO1106', { app: 'my shop' }],
  ['IASO1108', { app: 7 }],
  ['IASO1108', { aps: 'shop' }],
  ['IASO1108', { include: [7] }],
  ['IASO1108', { environments: 'client' }],
])('%s for %o', (code, options) => {
  expect(() => project('/', options as never)).toThrow(code)
})

test('a patch is asked for by option, environment or argument; arguments win', () => {
  expect(readPatchRequest({}, {}, [])).toBeUndefined()
  expect(readPatchRequest({}, { IASO_EMIT_PATCH: '0' }, [])).toBeUndefined()
  expect(readPatchRequest({ emitPatch: true }, {}, [])).toEqual({ releases: [], allow: new Set() })
  const env = { IASO_EMIT_PATCH: '1', IASO_RELEASE: 'r1', IASO_ALLOW: 'suspect' }
  expect(readPatchRequest({}, env, [])).toEqual({ releases: ['r1'], allow: new Set(['suspect']) })
  const argv = ['--emit-patch', '--release', 'r2,r3', '--allow=new-only,no-effect']
  expect(readPatchRequest({}, env, argv)).toEqual({ releases: ['r2', 'r3'], allow: new Set(['new-only', 'no-effect']) })
})

test.each([['--env', 'emit-patch'], ['--env=emit-patch'], ['--env', 'emit-patch=true']])(
  "a patch is asked for in webpack's way: %s %s",
  (...argv) => {
    expect(readPatchRequest({}, {}, argv)).toEqual({ releases: [], allow: new Set() })
    const more = [...argv, '--env', 'release=r2', '--env=allow=suspect']
    expect(readPatchRequest({}, {}, more)).toEqual({ releases: ['r2'], allow: new Set(['suspect']) })
    expect(readPatchRequest({}, {}, ['--env', 'production'])).toBeUndefined()
  },
)

test('only verdicts that a word can change may be allowed', () => {
  expect(() => readPatchRequest({}, { IASO_EMIT_PATCH: '1', IASO_ALLOW: 'refused' }, [])).toThrow('IASO1108')
})
