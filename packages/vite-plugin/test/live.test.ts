import { EXIT_CODES } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { repairTill, tillFiles } from '../../../testing/till.js'
import { repairWorkspace, workspaceFiles } from '../../../testing/workspace.js'
import { evaluate, fixture, HOSTS, SCRIPT } from './fixture.js'

const STYLE = { folder: '', extension: '.js', suffix: '.js', manifest: { type: 'module' } } as const

describe.each(HOSTS)('%s: in a running process', (name, host) => {
  const app = name.replace(' ', '-').toLowerCase()

  test('patches go live, replace each other, wait for lazy modules, and are reverted', async () => {
    const project = fixture(host, tillFiles(app, STYLE))
    const till = {
      ...project,
      build: () => project.build({}, SCRIPT('/main.js')),
      async patch() {
        expect(await project.build({ emitPatch: true }, SCRIPT('/main.js'))).toBe(EXIT_CODES.emitted)
        return project.patch()
      },
      evaluate: () => evaluate(project),
    }
    await repairTill(till, app, STYLE)
  })

  test('linked packages, dependencies that are opted in, modules that are left out', async () => {
    const name = `workspace-${app}`
    const project = fixture(host, workspaceFiles(name, '.ts'))
    const build = (options: object) => project.build(options, SCRIPT('/src/main.ts'))
    await repairWorkspace({ ...project, build, evaluate: () => evaluate(project) }, name, '.ts')
  })
})
