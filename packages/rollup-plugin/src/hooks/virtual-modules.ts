import { REGISTRAR } from '@iaso/build'
import { provideModule } from '@iaso/protocol'
import { own, RUNTIME } from './own.js'

export const REACT_DOM = 'react-dom/client'

/** Specifiers that the plugin answers for; hosts written in Rust ask only for what the filter lets through. */
export const SPECIFIERS = new RegExp(`^(?:\\0?${REGISTRAR}|@iaso/|react(?:-dom(?:/client)?)?$)`)

export const VIRTUAL_IDS = new RegExp(`^\\0${REGISTRAR}`)

/** A module that tells the React adapter about one copy of React, and hands that out to patches. */
export function reactModule(copy: string, app = '', react = ''): string {
  return `${REGISTRAR}react/${[copy, app, react].map(encodeURIComponent).join('/')}`
}

const REACT_IDS = `\0${REGISTRAR}react/`

/** A module of the plugin's own, or from where to resolve the module instead. */
type Found = { readonly virtual: string } | { readonly specifier: string; readonly importer: string | undefined }

/** @param reactImporters Copy of React → a module that imports it: from there it is found, and it needn't be the only one. */
export function resolveVirtual(
  specifier: string,
  importer: string | undefined,
  reactImporters: ReadonlyMap<string, string>,
): Found | undefined {
  if (specifier.startsWith(REGISTRAR)) return { virtual: `\0${specifier}` }
  if (/^react/.test(specifier))
    return importer?.startsWith(REACT_IDS) ? fromImporter(specifier, importer, reactImporters) : undefined
  const file = own.resolve(specifier)
  return file === undefined ? undefined : { specifier: file, importer }
}

function fromImporter(specifier: string, reactVirtual: string, reactImporters: ReadonlyMap<string, string>): Found {
  return { specifier, importer: reactImporters.get(reactVirtual.slice(REACT_IDS.length).split('/')[0] as string) }
}

export function loadVirtual(id: string): string {
  const [first = '', second = '', cells = '', react = ''] = id.slice(REGISTRAR.length + 1).split('/')
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
