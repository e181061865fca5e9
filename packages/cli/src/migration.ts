import { relative, resolve } from 'node:path'
import { listMigrations, MIGRATIONS, Store } from '@iaso/build'
import { newMigration } from '@iaso/build/edits'
import { IasoError } from '@iaso/protocol'
import { readArguments, UsageError } from './arguments.js'
import type { Terminal } from './run.js'

const OPTIONS = {
  environment: { type: 'string' },
  release: { type: 'string' },
  directory: { type: 'string', default: '.iaso' },
  migrations: { type: 'string', default: MIGRATIONS },
} as const

/**
 * `iaso migration new [NAME]`: a skeleton for the edits of the newest report that need one.
 *
 * @throws IasoError IASO1001, IASO1002, IASO1101, IASO1190, IASO1191
 */
export function migration(argv: readonly string[], terminal: Terminal): number {
  const { values, positionals } = readArguments(argv, OPTIONS, ['new', '?NAME'])
  if (positionals[0] !== 'new') throw new UsageError(`There is no "migration ${positionals[0]}".`)
  const directory = resolve(terminal.cwd, values.directory)
  const where = { root: terminal.cwd, directory, migrations: resolve(terminal.cwd, values.migrations) }
  const { file, skeleton } = newMigration({ ...where, ...choose(new Store(directory), values), name: positionals[1] })
  const [first] = listMigrations(resolve(terminal.cwd, file, '..'))
  terminal.print([file, ...skeleton.entries.map(entry => `  for ${entry}`)].join('\n'))
  if (file.endsWith('.ts') && first === file.slice(file.lastIndexOf('/') + 1))
    terminal.print(
      `  tsc checks it if ${relative(terminal.cwd, where.migrations)} is in the \`include\` of your tsconfig.json.`,
    )
  return 0
}

/** The environment whose report is the newest, where none is named. */
function choose(
  store: Store,
  { environment, release }: { readonly environment?: string | undefined; readonly release?: string | undefined },
): { environment: string; release: string } {
  const candidates = (environment === undefined ? store.environments() : [environment]).flatMap(name => {
    const id = release ?? store.newest(name)
    if (id === undefined || !store.releases(name).includes(id)) return []
    return { environment: name, release: id, at: store.newestReport(name, id)?.at ?? 0 }
  })
  const [newest] = candidates.sort((a, b) => b.at - a.at)
  if (newest) return newest
  const known = store.environments().flatMap(name => store.releases(name))
  if (known.length === 0) throw new IasoError('IASO1001', { directory: store.directory })
  throw new IasoError('IASO1002', {
    release: release ?? environment ?? '',
    directory: store.directory,
    known: known.join(', '),
  })
}
