import type { IasoOptions } from '@iaso/build/options'
import { openDrill } from './drill.js'
import { openGuard } from './guard.js'
import type { TestMode } from './mode.js'
import { openPatched } from './patched.js'
import { openTestProject, type VitestConfig } from './project.js'

/** @param wanted `drill`, `guard`, or a patch's directory */
export function openTest(config: VitestConfig, options: IasoOptions, wanted: string): TestMode {
  const project = openTestProject(config, options)
  if (wanted === 'drill') return openDrill(project)
  return wanted === 'guard' ? openGuard(project) : openPatched(project, wanted)
}
