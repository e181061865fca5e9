import { type BuildFacts, BuildState, chooseRelease, type PatchRequest, type Project } from '@iaso/build'
import type { Mapping } from '@iaso/protocol'
import type { Environment } from 'vite'

/** One build of one environment, from `buildStart` on. */
export interface Session {
  readonly state: BuildState
  /** Names that the host replaces after all plugins; empty where it does so before. */
  readonly defines: Readonly<Record<string, string>>
  /** Copy of React → host id of a module that renders with it. */
  readonly reactImporters: Map<string, string>
  /** Patch builds: what to patch, and the verdicts that the user accepts. */
  readonly base: { readonly mapping: Mapping; readonly allow: PatchRequest['allow'] } | undefined
  /** From `buildEnd` on. */
  facts?: BuildFacts
  /** Release builds, from `buildEnd` on. */
  mapping?: Mapping
  /** A module with a dynamic import was seen. */
  isSplit?: boolean
  emission?: Promise<void>
}

/** @throws IasoError IASO1001 to IASO1003, IASO1101, IASO1102: before any work was done. */
export function openSession(
  project: Project,
  environment: Environment,
  request: PatchRequest | undefined,
  defines: Readonly<Record<string, string>>,
): Session {
  const warn = (message: string) => environment.logger.warn(`[iaso] ${message}`)
  return {
    state: new BuildState(project, environment.name, warn),
    defines,
    reactImporters: new Map(),
    base: request && { mapping: chooseRelease(project, environment.name, request.releases), allow: request.allow },
  }
}
