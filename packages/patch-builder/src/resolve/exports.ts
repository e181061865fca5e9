import * as t from '@babel/types'
import { type Module, oncePerModule } from '@iaso/babel-plugin'

/** The scope table's name for a default export without one, in modules that a patch brought. */
export const NAMELESS = '*default*'

/** What an exported name of a module is. */
export type Export =
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'from'; readonly source: string; readonly name: string }
  /** An expression without a name: only its importers hold it. */
  | { readonly kind: 'nameless' }

export interface Exports {
  readonly named: ReadonlyMap<string, Export>
  /** Sources of `export * from`. */
  readonly stars: readonly string[]
}

export const exportsOf = oncePerModule(read)

function read(module: Module): Exports {
  const named = new Map<string, Export>()
  const stars: string[] = []
  for (const statement of module.program.body) {
    if (statement.type === 'ExportAllDeclaration') stars.push(statement.source.value)
    else if (statement.type === 'ExportDefaultDeclaration') named.set('default', defaultExport(statement.declaration))
    else if (statement.type === 'ExportNamedDeclaration') readNamed(statement, module, named)
  }
  return { named, stars }
}

function defaultExport(declaration: t.ExportDefaultDeclaration['declaration']): Export {
  if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id)
    return { kind: 'local', name: declaration.id.name }
  return { kind: 'nameless' }
}

function readNamed(statement: t.ExportNamedDeclaration, module: Module, named: Map<string, Export>): void {
  if (statement.declaration)
    for (const name of Object.keys(t.getOuterBindingIdentifiers(statement.declaration)))
      named.set(name, { kind: 'local', name })
  for (const specifier of statement.specifiers) {
    if (specifier.type === 'ExportNamespaceSpecifier' && statement.source)
      named.set(specifier.exported.name, { kind: 'from', source: statement.source.value, name: '*' })
    if (specifier.type !== 'ExportSpecifier') continue
    const exported = specifier.exported.type === 'Identifier' ? specifier.exported.name : specifier.exported.value
    const local = (specifier.local as t.Identifier).name
    const imported = module.scope.bindings.get(local)?.imported
    if (statement.source) named.set(exported, { kind: 'from', source: statement.source.value, name: local })
    else if (imported !== undefined) named.set(exported, { kind: 'from', source: imported.source, name: imported.name })
    else named.set(exported, { kind: 'local', name: local })
  }
}
