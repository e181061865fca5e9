import { REGISTRAR } from '@iaso/build'
import { own, RUNTIME } from './own.js'

const REACT_DOM = 'react-dom/client'

/** Specifiers that the plugin answers for; hosts written in Rust ask only for what the filter lets through. */
export const SPECIFIERS = new RegExp(`^(?:\\0?${REGISTRAR}|@iaso/|${REACT_DOM}$)`)

export const VIRTUAL_IDS = new RegExp(`^\\0${REGISTRAR}`)

/** A module that tells the React adapter which React the module with this id renders with. */
export function reactModule(moduleId: string): string {
  return `${REGISTRAR}react/${moduleId}`
}

export function usesReactDom(imports: readonly string[]): boolean {
  return imports.includes(REACT_DOM)
}

/**
 * @param importers Module id → host id of the modules that import `react-dom/client`: it resolves from there, as there may be several.
 * @returns an id; an importer to resolve from instead; nothing for what is not ours.
 */
export function resolveVirtual(
  specifier: string,
  importer: string | undefined,
  importers: ReadonlyMap<string, string>,
): { readonly id: string } | { readonly from: string } | undefined {
  if (specifier.startsWith(REGISTRAR)) return { id: `\0${specifier}` }
  if (specifier === REACT_DOM) {
    const from = importers.get(importer?.slice(reactModule('').length + 1) ?? '')
    return from !== undefined && importer?.startsWith(`\0${reactModule('')}`) ? { from } : undefined
  }
  const file = own.resolve(specifier)
  return file === undefined ? undefined : { id: file }
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
