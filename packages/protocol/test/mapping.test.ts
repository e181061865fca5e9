import { expect, test } from 'vitest'
import { cellName, explain, IasoError, type Mapping, readMapping, writeMapping } from '../src/index.js'

const MAPPING: Mapping = {
  schema: 1,
  iaso: '0.1.0',
  app: 'shop',
  environment: 'client',
  release: 'a1b2',
  toolchain: { vite: '8.3.8' },
  modules: {
    'src/b.ts': module('bbbbbb'),
    'src/a.ts': module('aaaaaa'),
  },
  unguarded: {},
  patches: [],
}

function module(id: string): Mapping['modules'][string] {
  const layout = {
    this: false,
    newTarget: false,
    super: false,
    captures: [],
    privates: [],
    params: { kind: 'none' },
  } as const
  return {
    id,
    format: 'module',
    fingerprint: 'F',
    code: '',
    resolutions: {},
    eager: true,
    table: [],
    functions: [{ id: 0, key: 'f' }],
    cells: [{ cell: 0, function: 0, layout, inline: 'x' }],
    privates: [],
  }
}

function codeOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    return (error as IasoError).code
  }
  return 'none'
}

test('a mapping comes back as it was, and the same one always gives the same bytes', () => {
  const text = writeMapping(MAPPING)
  expect(readMapping(text, 'mapping.json')).toEqual(MAPPING)
  const shuffled = { ...MAPPING, modules: Object.fromEntries(Object.entries(MAPPING.modules).reverse()) }
  expect(writeMapping(shuffled)).toBe(text)
})

test.each([
  ['not JSON', '{"schema":1', 'IASO1101'],
  ['no object', '7', 'IASO1101'],
  ['nothing', 'null', 'IASO1101'],
  ['no schema', '{}', 'IASO1101'],
  ['another schema', JSON.stringify({ ...MAPPING, schema: 2 }), 'IASO1102'],
  ['no release', JSON.stringify({ ...MAPPING, release: undefined }), 'IASO1101'],
  ['modules that are a list', JSON.stringify({ ...MAPPING, modules: [] }), 'IASO1101'],
  ['a module without code', JSON.stringify({ ...MAPPING, modules: { a: { ...module('a'), code: 1 } } }), 'IASO1101'],
  [
    'a cell without layout',
    JSON.stringify({ ...MAPPING, modules: { a: { ...module('a'), cells: [{}] } } }),
    'IASO1101',
  ],
])('%s is refused', (_, text, code) => {
  expect(codeOf(() => readMapping(text, 'mapping.json'))).toBe(code)
})

test('texts are filled in by name or in order', () => {
  expect(explain('IASO1202', { expected: 'b', found: 'a' })).toBe('The patch is for release a, this is b.')
  expect(explain('IASO1202', ['a', 'b'])).toBe('The patch is for release a, this is b.')
  expect(new IasoError('IASO1001', { directory: 'x' }).message).toMatch(/^IASO1001 There is no release to patch in x\./)
})

test('cells are numbered in base 36', () => {
  expect(cellName('k3j2hd', 37)).toBe('$k3j2hd11')
})
