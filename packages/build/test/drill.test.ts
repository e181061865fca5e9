import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { drillOnce, OwnPackages, openProject } from '../src/load.js'

const MODULE = { path: 'a.js', code: 'export const f = () => 1', format: 'module' } as const

test('what one process of a drill has made of a module, the next one finds', () => {
  const root = openFolder({ 'package.json': '{ "name": "app" }' })
  const log = join(root, 'drill', 'log')
  const project = openProject(root, { app: 'app' }, new OwnPackages(import.meta.url, []))
  const place = { name: 'a.js?drill', log }
  const first = drillOnce(project, MODULE, place)
  const kept = readdirSync(join(root, 'drill'))
  expect(kept).toHaveLength(1)
  const file = join(root, 'drill', kept[0] as string)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(first)))
  writeFileSync(file, JSON.stringify({ ...first, code: 'kept' }))
  expect(drillOnce(project, MODULE, place).code).toBe('kept')
  expect(drillOnce(project, { ...MODULE, code: 'export const f = () => 2' }, place).code).toContain('2')
  expect(drillOnce(project, MODULE, { name: 'b.js?drill', log }).code).not.toBe('kept')
})
