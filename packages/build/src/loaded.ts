import { fingerprint, instrument, parse } from '@iaso/babel-plugin'
import { FINGERPRINT_LENGTH, IasoError, MODULE_ID_LENGTH } from '@iaso/protocol'
import { type Guarded, parsed } from './guard.js'
import type { Project } from './project.js'

/** An application module as Node is about to compile it: plain JavaScript. */
export interface LoadedModule {
  readonly path: string
  readonly code: string
  readonly format: 'module' | 'commonjs'
  /** Source map of what was done to the code before; carried through. */
  readonly inputMap?: object | undefined
  /** Names that patches are handed whether or not the module mentions them: see `PROVIDED`. */
  readonly provided?: readonly string[]
}

/** What Node gives every module; a fix may be the first to ask for it. */
export const PROVIDED: Readonly<Record<LoadedModule['format'], readonly string[]>> = {
  module: ['import.meta'],
  commonjs: ['require', 'module', 'exports', '__dirname', '__filename'],
}

/** Global that whoever loads modules sets to the runtime's `define`: modules may hide all that has a usual name, `Symbol` for one. */
export const REALM_DEFINE = '$iasoDefine'

/**
 * Puts the guards into a module that is being loaded. Its lines stay where they are.
 *
 * @throws IasoError IASO1104 it has to stay as it is; IASO1105 it has guards already.
 */
export function guardLoaded(project: Project, loaded: LoadedModule, define = REALM_DEFINE): Guarded {
  const { path, code, format, inputMap, provided } = loaded
  if (hasGuards(code)) throw new IasoError('IASO1105', { file: path })
  const id = project.moduleId(path)
  const print = fingerprint(code)
  const options = {
    path,
    id,
    fingerprint: print,
    format,
    define,
    retainLines: true,
    inputMap,
    ...(provided && { provided }),
  }
  const output = parsed(path, () => instrument(code, options))
  const { record } = output
  return { output, module: { path, id, format, fingerprint: print, code, map: inputMap, record, resolutions: {} } }
}

const REGISTRATION = new RegExp(
  `\\(\\s*(["'\`])([^"'\`]{${MODULE_ID_LENGTH}})\\1,\\s*(["'\`])[\\dA-Za-z]{${FINGERPRINT_LENGTH}}\\3,\\s*\\d+\\)`,
  'g',
)

/** What was built with guards and is run from where it was built to: a registration as it is generated or minified, and a cell of it. */
function hasGuards(code: string): boolean {
  return [...code.matchAll(REGISTRATION)].some(match => code.includes(`$${match[2]}`))
}

/** @throws IasoError IASO1104 if it isn't what it is taken for */
export function checkSyntax({ path, code, format }: LoadedModule): void {
  parse(code, format, path)
}
