import { REGISTRAR, VUE } from '@iaso/build'
import { provideModule } from '@iaso/protocol'
import { own, RUNTIME } from './own.js'
import type { Session } from './session.js'
import { loadVue } from './vue.js'

export const REACT_DOM = 'react-dom/client'

/** Specifiers that the plugin answers for; hosts written in Rust ask only for what the filter lets through. */
export const SPECIFIERS = new RegExp(`^(?:\\0?${REGISTRAR}|@iaso/|(?:react(?:-dom(?:/client)?)?|${VUE})$)`)

export const VIRTUAL_IDS = new RegExp(`^\\0${REGISTRAR}`)

/** A module that tells the React adapter about one copy of React, and hands that out to patches. */
export function reactModule(copy: string, app = '', react = ''): string {
  return `${REGISTRAR}react/${[copy, app, react].map(encodeURIComponent).join('/')}`
}

/** A module of the plugin's own, or from where to resolve the module instead. */
type Found = { readonly virtual: string } | { readonly specifier: string; readonly importer: string | undefined }

/** A framework is found from a module that imports it: there may be several copies. */
export function resolveVirtual(
  specifier: string,
  importer: string | undefined,
  { reactImporters, vueImporters }: Session,
): Found | undefined {
  if (specifier.startsWith(REGISTRAR)) return { virtual: `\0${specifier}` }
  if (/^react/.test(specifier)) return fromImporter(specifier, importer, 'react', reactImporters)
  if (specifier === VUE) return fromImporter(specifier, importer, 'vue', vueImporters)
  const file = own.resolve(specifier)
  return file === undefined ? undefined : { specifier: file, importer }
}

function fromImporter(
  specifier: string,
  importer: string | undefined,
  framework: string,
  importers: ReadonlyMap<string, string>,
): Found | undefined {
  const prefix = `\0${REGISTRAR}${framework}/`
  const [copy = ''] = importer?.startsWith(prefix) ? importer.slice(prefix.length).split('/') : []
  return copy === '' ? undefined : { specifier, importer: importers.get(copy) }
}

/** @param session Absent in tests, where no framework is told. */
export function loadVirtual(id: string, session?: Session): string {
  const [first = '', second = '', cells = '', react = ''] = id.slice(REGISTRAR.length + 1).split('/')
  if (first === 'vue' && session) return loadVue(id.slice(1), session)
  return first === 'react'
    ? writeReact(decodeURIComponent(cells), decodeURIComponent(react))
    : writeRegistrar(first, second, cells)
}

function writeRegistrar(moduleId: string, fingerprint: string, cells: string): string {
  return `import { define } from '${RUNTIME}'\nexport default define("${moduleId}", "${fingerprint}", ${cells})\n`
}

function writeReact(app: string, react: string): string {
  return [
    `import { createRoot } from '${REACT_DOM}'`,
    `import { flushSync, version } from 'react-dom'`,
    `import { install } from '@iaso/react'`,
    `import * as react from 'react'`,
    `${provideModule(app, react, 'react')}`,
    `install({ createRoot, flushSync, version })\n`,
  ].join('\n')
}
