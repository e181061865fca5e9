import { isBuiltin } from 'node:module'
import type { DependencyRequest } from '@iaso/patch-builder'
import { loaderGlobal } from '@iaso/protocol'

/** Modules that a patch finds where it runs, so that they needn't travel, and have one state: Node's own, and installed packages. */
export interface Loading {
  /** Is the module with this path part of a package that the release has? */
  isInstalled(path: string): boolean
  /** What a default import of a CommonJS module that was an ES module is: `module.exports`, as in Node, or what it calls its default. */
  readonly interop: 'node' | 'transpiled'
}

/** An expression that gives the module, or nothing if it has to travel. */
export function loadExpression(app: string, path: string, loading: Loading | undefined): string | undefined {
  if (isBuiltin(path)) return `process.getBuiltinModule(${JSON.stringify(path)})`
  if (!loading?.isInstalled(path)) return undefined
  return `globalThis[${JSON.stringify(loaderGlobal(app))}](${JSON.stringify(path)})`
}

/** `d0: load("…").format` */
export function loadProperty(request: DependencyRequest, module: string, loading: Loading | undefined): string {
  return `${request.as}: ${exportOf(request, module, loading)}`
}

/** `get d0() { return modules["…"].format }`: a page, or a server, may hand out a module with the first of its own that needs it, after the patch has come. */
export function lazyProperty(request: DependencyRequest, module: string): string {
  return `get ${request.as}() { return ${exportOf(request, module, undefined)} }`
}

function exportOf({ name }: DependencyRequest, module: string, loading: Loading | undefined): string {
  if (name === '*') return module
  if (name !== 'default') return `${module}[${JSON.stringify(name)}]`
  const isModule = loading?.interop === 'transpiled' ? 'm.__esModule' : 'm[Symbol.toStringTag] === "Module"'
  return `(m => ${isModule} ? m.default : m)(${module})`
}
