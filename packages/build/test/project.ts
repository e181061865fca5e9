import { MAPPING_SCHEMA, type Mapping } from '@iaso/protocol'
import { openFolder } from '../../../testing/folder.js'
import { type IasoOptions, OwnPackages, openProject, type Project } from '../src/index.js'

export function project(root = openFolder(), options: IasoOptions = { app: 'shop' }): Project {
  return openProject(root, options, new OwnPackages(import.meta.url, []))
}

export function mapping(change: Partial<Mapping> = {}): Mapping {
  const empty = { toolchain: {}, modules: {}, unguarded: {}, patches: [] }
  return {
    schema: MAPPING_SCHEMA,
    iaso: '0.1.0',
    app: 'shop',
    environment: 'client',
    release: 'r1',
    ...empty,
    ...change,
  }
}
