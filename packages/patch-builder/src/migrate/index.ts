import { IasoError } from '@iaso/protocol'
import type { PatchInput } from '../api.js'
import type { Findings } from '../findings.js'
import { type Migration, MigrationFault } from './migration.js'
import { readMigration } from './read.js'

/** The migrations of a patch that can be read; what is wrong with the others is noted. */
export function readMigrations({ migrations = [] }: PatchInput, findings: Findings): Migration[] {
  return migrations.flatMap(source => noting(source.path, findings, () => readMigration(source)) ?? [])
}

export function noting<T>(file: string, findings: Findings, run: () => T): T | undefined {
  findings.edit('added', file)
  try {
    return run()
  } catch (error) {
    if (error instanceof MigrationFault) findings.add('added', file, error.code, error.node, { file, ...error.args })
    else if (error instanceof IasoError && error.code === 'IASO1104')
      findings.add('added', file, 'IASO2161', null, { file, detail: error.args['detail'] ?? '' })
    else throw error
    return undefined
  }
}
