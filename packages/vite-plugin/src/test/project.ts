import { openProject, type Project } from '@iaso/build'
import { withoutTests } from '@iaso/build/load'
import type { IasoOptions } from '@iaso/build/options'
import { own } from '@iaso/rollup-plugin/hooks'

/** The part of the configuration that is looked at here. */
export interface VitestConfig {
  readonly root: string
  readonly test?: { readonly include?: readonly string[]; readonly setupFiles?: string | readonly string[] }
}

/** The application without its tests. */
export function openTestProject({ root, test = {} }: VitestConfig, options: IasoOptions): Project {
  const setup = [test.setupFiles ?? []].flat().map(file => file.replace(/^\.\//, ''))
  const exclude = [options.exclude ?? [], test.include ?? [], setup].flat()
  return openProject(root, withoutTests({ ...options, exclude }), own)
}
