import {
  type BuildFacts,
  BuildState,
  chooseRelease,
  type Namespaces,
  type PatchBase,
  type PatchRequest,
  type Project,
} from '@iaso/build'
import type { Mapping } from '@iaso/protocol'
import type { Build } from './build.js'

/** What is known of one build, from `buildStart` on. */
export interface Session {
  readonly build: Build
  readonly state: BuildState
  /** Copy of React → host id of a module that renders with it. */
  readonly reactImporters: Map<string, string>
  /** Copy of Vue → host id of a module that imports it. */
  readonly vueImporters: Map<string, string>
  /** Patch builds: what to patch, and the verdicts that the user accepts. */
  readonly base: PatchBase | undefined
  /** From the first module on. */
  namespaces?: Namespaces
  /** From `buildEnd` on. */
  facts?: BuildFacts
  /** Release builds, from `buildEnd` on. */
  mapping?: Mapping
  /** A module with a dynamic import was seen. */
  isSplit?: boolean
  emission?: Promise<void>
}

/** @throws IasoError IASO1001 to IASO1003, IASO1101, IASO1102: before any work was done. */
export function openSession(project: Project, build: Build, request: PatchRequest | undefined): Session {
  const { environment } = build
  return {
    build,
    state: new BuildState(project, environment, message => build.warn(message)),
    reactImporters: new Map(),
    vueImporters: new Map(),
    base: request && { ...request, mapping: chooseRelease(project, environment, request.releases) },
  }
}
