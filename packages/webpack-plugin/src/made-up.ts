import { type GuardedModule, type Project, vueModule, writeVueModule } from '@iaso/build'
import { provideModule } from '@iaso/protocol'
import { RUNTIME } from './own.js'

/*
 * Modules that no file holds. Neither webpack nor Rspack lets a plugin make one up, but both read `data:` addresses. Rspack resolves what
 * such a module imports from the compiler's context, so it imports by alias or by an absolute path.
 */

const PREFIX = 'data:text/javascript,'
const SIGN = '/*iaso*/'

export function registrar(id: string, fingerprint: string, cells: number): string {
  return toAddress(`import{define}from"${RUNTIME}";export default define("${id}","${fingerprint}",${cells})`)
}

/** Files of one copy of React. */
interface ReactFiles {
  readonly client: string
  readonly reactDom: string
  readonly react: string
}

/** Tells the React adapter about one copy of React, and hands that out to patches. */
export function reactModule(from: ReactFiles, app: string, path: string): string {
  const [client, reactDom, react] = [from.client, from.reactDom, from.react].map(file => JSON.stringify(file))
  const provide = provideModule(app, path, 'react')
  return toAddress(
    `import{createRoot}from${client};import{flushSync,version}from${reactDom};import*as react from${react};import{install}from"@iaso/react";${provide};install({createRoot,flushSync,version})`,
  )
}

const VUE_SIGN = '/*vue:'

/**
 * Brings the adapter for one copy of Vue.
 *
 * @param file of that copy
 */
export function vueAddress(file: string, project: Project): string {
  const path = project.path(file)
  const specifiers = { runtime: RUNTIME, adapter: '@iaso/vue', vue: file }
  return toAddress(`${VUE_SIGN}${path}*/${writeVueModule(project, vueModule(project, path).path, specifiers)}`)
}

/** What a patch must know of that module; the host may have kept it from an earlier build. */
export function vueModuleOf(identifier: string, project: Project): GuardedModule | undefined {
  const [, rest] = identifier.split(encodeURIComponent(SIGN + VUE_SIGN))
  const path = rest && /^(.*?)\*\//s.exec(decodeURIComponent(rest))?.[1]
  return path === undefined || path === '' ? undefined : vueModule(project, path)
}

export function isMadeUp(identifier: string): boolean {
  return identifier.includes(`${PREFIX}${encodeURIComponent(SIGN)}`)
}

function toAddress(code: string): string {
  return PREFIX + encodeURIComponent(SIGN + code)
}
