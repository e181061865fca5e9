import { join } from 'node:path'
import { fingerprint, type Instrumented, instrument } from '@iaso/babel-plugin'
import type { GuardedModule } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { relativeSpecifier } from '../graph/resolver.js'
import type { Session } from '../session.js'
import type { SourceFile } from '../tree/scan.js'
import type { Kind } from './kind.js'
import { OWN } from './rewrite.js'

/** Says which release this is, and defines the cells of ES modules before any of them runs. */
export const RELEASE_FILE = `${OWN}/release.cjs`

/** Name of a module's registrar among the exports of `RELEASE_FILE`. */
export function registrarName(id: string): string {
  return `$${id}`
}

interface Compiled {
  readonly path: string
  readonly kind: Kind
  /** Names that patches are handed whether or not the module mentions them. */
  readonly provided: readonly string[]
  readonly code: string
  readonly map: object | undefined
}

/**
 * Puts the guards in. A module that can't be guarded is named in a warning, and carries none.
 *
 * @throws IasoError IASO1103, IASO1105
 */
export async function guardModule(
  session: Session,
  source: SourceFile,
  { path, kind, provided, code, map }: Compiled,
): Promise<{ readonly module: GuardedModule; readonly output: Instrumented } | undefined> {
  const id = session.project.moduleId(path)
  const print = fingerprint(code)
  const format = kind === 'commonjs' ? 'commonjs' : 'module'
  const from = relativeSpecifier(join(session.out, source.output), join(session.out, RELEASE_FILE))
  try {
    const plain = {
      path,
      id,
      fingerprint: print,
      format,
      provided,
      inputMap: map,
    } as const
    const output = await session.state.cache.once(code, [plain, from], async () =>
      instrument(code, {
        ...plain,
        ...(format === 'commonjs' ? { runtime: from } : { registrar: () => ({ from, name: registrarName(id) }) }),
      }),
    )
    const { record } = output
    return { output, module: { path, id, fingerprint: print, format, code, map, record, resolutions: {} } }
  } catch (error) {
    if (!(error instanceof IasoError) || error.code !== 'IASO1104') throw error
    session.warn(error.message)
    return undefined
  }
}
