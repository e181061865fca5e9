import { type Guarded, guard, type Project, REGISTRAR, virtualRegistrar } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { loadVirtual, own } from '@iaso/rollup-plugin/hooks'
import type { TestMode } from './mode.js'

/** The guards as a release has them. */
export function openGuard(project: Project): TestMode {
  return {
    resolve: resolveOwn,
    load: id => (id.startsWith(`\0${REGISTRAR}`) ? loadVirtual(id) : undefined),
    transform(code, id) {
      if (!project.isApplication(id)) return undefined
      return toOutput(guardIfPossible(project, project.path(id), code))
    },
  }
}

export function resolveOwn(specifier: string): string | undefined {
  if (specifier.startsWith(REGISTRAR)) return `\0${specifier}`
  return specifier.startsWith('@iaso/') ? own.resolve(specifier) : undefined
}

export function toOutput(guarded: Guarded | undefined): ReturnType<TestMode['transform']> {
  return guarded && { code: guarded.output.code, map: guarded.output.map ?? null }
}

/** A module that can't be guarded stays as it is; a release's build says so. */
export function guardIfPossible(project: Project, path: string, code: string): Guarded | undefined {
  try {
    return guard(project, { path, code }, virtualRegistrar)
  } catch (error) {
    if (error instanceof IasoError) return undefined
    throw error
  }
}
