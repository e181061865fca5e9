import { guard, type Project, REGISTRAR, virtualRegistrar } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { loadVirtual, own } from '@iaso/rollup-plugin/hooks'
import type { TestMode, Transformed } from './mode.js'

/** The guards as a release has them. */
export function openGuard(project: Project): TestMode {
  return {
    resolve: resolveOwn,
    load: id => (id.startsWith(`\0${REGISTRAR}`) ? loadVirtual(id) : undefined),
    async transform(code, id) {
      if (!project.isApplication(id)) return undefined
      return guardIfPossible(project, project.path(id), code)
    },
  }
}

export function resolveOwn(specifier: string): string | undefined {
  if (specifier.startsWith(REGISTRAR)) return `\0${specifier}`
  return specifier.startsWith('@iaso/') ? own.resolve(specifier) : undefined
}

/** A module that can't be guarded stays as it is; a release's build says so. */
export async function guardIfPossible(project: Project, path: string, code: string): Promise<Transformed | undefined> {
  try {
    const { output } = await guard(project, { path, code }, virtualRegistrar)
    return { code: output.code, map: output.map ?? null }
  } catch (error) {
    if (error instanceof IasoError) return undefined
    throw error
  }
}
