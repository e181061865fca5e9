import { join } from 'node:path'
import { readPatchRequest, Store, tell } from '@iaso/build'
import { patchRelease, recordRelease } from '@iaso/node/build'
import { EXIT_CODES, IasoError } from '@iaso/protocol'
import { hostsIn } from './hosts/find.js'
import type { Terminal } from './run.js'

interface LoadedArguments {
  readonly 'emit-patch'?: boolean | undefined
  readonly release?: string | undefined
  readonly allow?: string | undefined
}

/** Nothing builds this project, but a process that was started from its sources has recorded what it runs. */
export function isLoaded(cwd: string): boolean {
  return hostsIn(cwd).length === 0 && new Store(join(cwd, '.iaso')).newest('node') !== undefined
}

/**
 * Records the release that a process will be, or compares the sources with that of one that runs. Answers the exit code.
 *
 * @param given what follows `node` where the service is started
 */
export async function buildLoaded(
  values: LoadedArguments,
  given: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const warn = (message: string) => terminal.complain(`[iaso] ${message}`)
  if (values['emit-patch']) {
    const env = {
      IASO_RELEASE: values.release ?? process.env['IASO_RELEASE'],
      IASO_ALLOW: values.allow ?? process.env['IASO_ALLOW'],
    }
    const request = readPatchRequest({ emitPatch: true }, env, [])
    const emission = request && (await patchRelease(terminal.cwd, request, warn))
    if (!emission) throw new IasoError('IASO1118')
    tell(emission, terminal.print, terminal.cwd)
    return EXIT_CODES[emission.report.outcome]
  }
  const { id, guarded } = await recordRelease(terminal.cwd, given, warn)
  terminal.print(`iaso node ${id}  release recorded, ${guarded} modules guarded as they are loaded`)
  return 0
}
