import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { loadMigrations } from '../src/migrations.js'

const at = (root: string) => ({ root, migrations: `${root}/iaso/migrations` })
const STEP = 'export default { up({ modules }: { modules: any }): void { modules.x } }'

test('migrations of a release come in the order of their names, without types', async () => {
  const root = openFolder({
    'iaso/migrations/r1/0002-b.ts': STEP,
    'iaso/migrations/r1/0001-a.mts': STEP,
    'iaso/migrations/r1/0010-c.js': 'export default { up() {} }',
    'iaso/migrations/r1/types.d.ts': 'export {}',
    'iaso/migrations/r1/README.md': '',
    'iaso/migrations/r2/0001-z.ts': STEP,
  })
  const migrations = await loadMigrations(at(root), 'r1')
  expect(migrations.map(({ name }) => name)).toEqual(['0001-a', '0002-b', '0010-c'])
  expect(migrations[1]).toMatchObject({ path: 'iaso/migrations/r1/0002-b.ts', map: { sources: ['0002-b.ts'] } })
  expect(migrations.map(({ code }) => code).join()).not.toContain('void')
  expect(await loadMigrations(at(root), 'r3')).toEqual([])
})

test.each<[string, Record<string, string>]>([
  ['IASO1192', { '0001-a.ts': 'export default {' }],
  ['IASO1193', { '0001-a.ts': STEP, '0001-a.js': 'export default { up() {} }' }],
])('%s', async (code, files) => {
  const named = Object.entries(files).map(([name, text]) => [`iaso/migrations/r1/${name}`, text])
  const root = openFolder(Object.fromEntries(named))
  await expect(loadMigrations(at(root), 'r1')).rejects.toThrow(code)
})
