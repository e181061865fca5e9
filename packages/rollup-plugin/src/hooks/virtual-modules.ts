import { REGISTRAR } from '@iaso/build'
import { own, RUNTIME } from './own.js'

export const REACT_DOM = 'react-dom/client'

/** Specifiers that the plugin answers for; hosts written in Rust ask only for what the filter lets through. */
export const SPECIFIERS = new RegExp(`^(?:\\0?${REGISTRAR}|@iaso/|${REACT_DOM}$)`)

export const VIRTUAL_IDS = new RegExp(`^\\0${REGISTRAR}`)

/** A module that tells the React adapter about one copy of React. */
export function reactModule(copy: string): string {
  return `${REGISTRAR}react/${copy}`
}

/** A module of the plugin's own, or from where to resolve the module instead. */
type Found = { readonly virtual: string } | { readonly specifier: string; readonly importer: string | undefined }

/** @param reactImporters Copy of React → a module that imports it: from there it is found, and it needn't be the only one. */
export function resolveVirtual(
  specifier: string,
  importer: string | undefined,
  reactImporters: ReadonlyMap<string, string>,
): Found | undefined {
  if (specifier.startsWith(REGISTRAR)) return { virtual: `\0${specifier}` }
  if (specifier === REACT_DOM)
    return importer?.startsWith(`\0${reactModule('')}`) ? fromImporter(importer, reactImporters) : undefined
  const file = own.resolve(specifier)
  return file === undefined ? undefined : { specifier: file, importer }
}

function fromImporter(reactVirtual: string, reactImporters: ReadonlyMap<string, string>): Found {
  return { specifier: REACT_DOM, importer: reactImporters.get(reactVirtual.slice(reactModule('').length + 1)) }
}

export function loadVirtual(id: string): string {
  const [first = '', second = '', cells = ''] = id.slice(REGISTRAR.length + 1).split('/')
  return first === 'react' ? writeReact() : writeRegistrar(first, second, cells)
}

function writeRegistrar(moduleId: string, fingerprint: string, cells: string): string {
  return `import { define } from '${RUNTIME}'\nexport default define("${moduleId}", "${fingerprint}", ${cells})\n`
}

function writeReact(): string {
  return `import { createRoot } from '${REACT_DOM}'\nimport { install } from '@iaso/react'\ninstall({ createRoot })\n`
}
