import type { Binding, Module } from '@iaso/babel-plugin'
import type { Finding } from '@iaso/protocol'
import { declarationOf } from '../verify/initial-values.js'
import { typeOf } from './types.js'

/** What a skeleton does about one finding. */
export interface Remedy {
  readonly path: string
  /** Names of the module that it uses. */
  readonly names: readonly string[]
  readonly up: string
  readonly down: string | undefined
  /** A name whose value `before` returns. */
  readonly before?: string
}

/** Code that makes up for a finding; undefined: only a person can say. */
export function remedyFor({ code, args }: Finding, module: Module, isLate: boolean): Remedy | undefined {
  const { name = '', writer = '' } = args
  if (code === 'IASO3006') return emptied(name, module, isLate)
  // what may not be there can't be assigned in one expression
  if (code === 'IASO3004' && !isLate) return madeAgain(name, writer, module)
  return undefined
}

/** `modules['src/price.ts'].cache.clear()` */
function emptied(name: string, module: Module, isLate: boolean): Remedy | undefined {
  const { path } = module
  const binding = module.scope.bindings.get(name)
  const clear = binding === undefined ? undefined : CLEAR[typeOf(binding, module)]
  if (clear === undefined || (isLate && !/^(Map|Set)</.test(typeOf(binding as Binding, module)))) return undefined
  const text = clear(member(path, name, isLate))
  return { path, names: [name], up: text, down: text }
}

const CLEAR: Readonly<Record<string, (store: string) => string>> = {
  'Map<any, any>': store => `${store}.clear()`,
  'Set<any>': store => `${store}.clear()`,
  'any[]': store => `${store}.length = 0`,
  'Record<string, any>': store => `for (const key of Object.keys(${store})) delete ${store}[key]`,
}

/** `let table = make()`: made once more by the new code, and put back as it was. */
function madeAgain(name: string, writer: string, module: Module): Remedy | undefined {
  const { path } = module
  const binding = module.scope.bindings.get(name)
  const declaration = binding === undefined ? undefined : declarationOf(binding, module)
  if (!binding || binding.kind === 'const' || declaration?.type !== 'VariableDeclarator') return undefined
  const { init } = declaration
  if (init?.type !== 'CallExpression' || init.arguments.length > 0 || !module.scope.bindings.has(writer))
    return undefined
  return {
    path,
    names: [name, writer],
    before: name,
    up: `${member(path, name)} = ${member(path, writer)}()`,
    down: `${member(path, name)} = before.${name}`,
  }
}

export function member(path: string, name: string, isLate = false): string {
  return `modules['${path}']${isLate ? '?' : ''}.${name}`
}
