import * as t from '@babel/types'
import type { ModuleFormat } from '@iaso/protocol'
import { emptyModule } from './empty.js'
import { closeScope, newScope } from './scope.js'
import { Walk } from './walk.js'

/** What some statements of the top level declare there, and what they ask for and don't declare. */
export function surfaceOf(
  statements: readonly t.Statement[],
  format: ModuleFormat,
  strict: boolean,
): ReadonlySet<string> {
  const scope = newScope('module', null, null)
  const program = t.program([...statements])
  const module = emptyModule({ program, format, path: '', scope, strict, factory: undefined })
  const at = { scope, fn: null, class: null, inParams: false, strict, repeated: false, hint: '', top: true }
  new Walk(module).statements(statements, at)
  closeScope(scope, module)
  return new Set([...scope.bindings.keys(), ...module.globals.keys()])
}
