import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { loadMapping, type Project, REGISTRAR } from '@iaso/build'
import { IasoError, type Mapping, releaseGlobal } from '@iaso/protocol'
import { loadVirtual, RUNTIME } from '@iaso/rollup-plugin/hooks'
import { guardIfPossible, resolveOwn } from './guard.js'
import type { TestMode } from './mode.js'

const PATCH = `${REGISTRAR}patch`

/**
 * The application as its users have it: the modules of a release, whatever became of the sources since, with one of its patches.
 *
 * @param directory `.iaso/<environment>/<release>/patches/<seq>-<id>`
 * @throws IasoError IASO1101, IASO1123
 */
export function openPatched(project: Project, directory: string): TestMode {
  const { mapping, patch } = readPatch(project, resolve(project.root, directory))
  return {
    resolve: resolveOwn,
    load(id) {
      if (id === `\0${PATCH}`) return patchModule(mapping, patch)
      return id.startsWith(`\0${REGISTRAR}`) ? `import '${PATCH}'\n${loadVirtual(id)}` : undefined
    },
    async transform(_code, id) {
      const released = project.isApplication(id) ? mapping.modules[project.path(id)] : undefined
      return released && guardIfPossible(project, project.path(id), released.code)
    },
  }
}

function readPatch(project: Project, path: string): { readonly mapping: Mapping; readonly patch: string } {
  const directory = path.endsWith('.js') ? dirname(path) : path
  const file = join(directory, '../../mapping.json')
  if (!statSync(join(directory, 'patch.js'), { throwIfNoEntry: false })) throw new IasoError('IASO1123', { path })
  const mapping = loadMapping(file)
  if (!mapping) throw new IasoError('IASO1101', { file, detail: 'there is no such file' })
  if (mapping.app !== project.app)
    throw new IasoError('IASO1101', { file, detail: `it belongs to "${mapping.app}", not to "${project.app}"` })
  return { mapping, patch: readFileSync(join(directory, 'patch.js'), 'utf8') }
}

/** Runs before any module of the release: all parts of the patch wait for theirs. */
function patchModule({ app, release }: Mapping, patch: string): string {
  const [name, value, text] = [releaseGlobal(app), release, patch].map(each => JSON.stringify(each))
  return `import { on } from '${RUNTIME}'
Object.defineProperty(globalThis, ${name}, { value: ${value}, configurable: true })
for (const fault of ['rejected', 'failed']) on(fault, result => console.error('iaso:', result))
;(0, eval)(${text})
`
}
