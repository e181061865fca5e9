import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { MigrationSource } from '@iaso/patch-builder'
import { IasoError } from '@iaso/protocol'
import { transform } from 'rolldown/utils'
import { slashes } from './paths.js'
import type { Project } from './project.js'

const SCRIPT = /(?<!\.d)\.[cm]?[jt]s$/

/** Files in `<migrations>/<release>`, in the order in which they run: that of their names. */
export function listMigrations(directory: string): string[] {
  return existsSync(directory)
    ? readdirSync(directory)
        .filter(file => SCRIPT.test(file))
        .sort()
    : []
}

/**
 * The migrations of a release, in plain JavaScript.
 *
 * @throws IasoError IASO1192, IASO1193
 */
export async function loadMigrations(
  { migrations, root }: Pick<Project, 'migrations' | 'root'>,
  release: string,
): Promise<MigrationSource[]> {
  const directory = join(migrations, release)
  const sources = await Promise.all(
    listMigrations(directory).map(async file => {
      const path = slashes(relative(root, join(directory, file)))
      const text = readFileSync(join(directory, file), 'utf8')
      return { name: file.replace(SCRIPT, ''), path, ...(await withoutTypes(path, text)) }
    }),
  )
  const twice = sources.find(({ name }, at) => sources.findIndex(other => other.name === name) !== at)
  if (twice) throw new IasoError('IASO1193', { name: twice.name, directory: slashes(relative(root, directory)) })
  return sources
}

async function withoutTypes(path: string, text: string): Promise<{ code: string; map: object | undefined }> {
  const { code, map, errors } = await transform(path, text, {
    lang: /\.[cm]?ts$/.test(path) ? 'ts' : 'js',
    sourceType: 'module',
    sourcemap: true,
    tsconfig: false,
  })
  if (errors[0]) throw new IasoError('IASO1192', { file: path, detail: errors[0].message })
  return { code, map: map ? { ...map, sources: [path.slice(path.lastIndexOf('/') + 1)] } : undefined }
}
