import { resolve } from 'node:path'
import { Store } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { readArguments } from './arguments.js'
import type { Terminal } from './run.js'

export function releases(argv: readonly string[], terminal: Terminal): number {
  const { values } = readArguments(argv, { directory: { type: 'string', default: '.iaso' } })
  const store = new Store(resolve(terminal.cwd, values.directory))
  const lines = store.environments().flatMap(environment => describe(store, environment))
  if (lines.length === 0) throw new IasoError('IASO1001', { directory: store.directory })
  terminal.print(lines.join('\n'))
  return 0
}

function describe(store: Store, environment: string): string[] {
  const newest = store.newest(environment)
  return store.releases(environment).map(release => {
    const patches = store.patches(environment, release).map(({ seq, id }) => `${seq}-${id}`)
    return `${environment}  ${release}${release === newest ? '  newest' : ''}${patches.length > 0 ? `  patches: ${patches.join(' ')}` : ''}`
  })
}
