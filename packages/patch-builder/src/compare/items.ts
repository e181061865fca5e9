import * as t from '@babel/types'
import { type Fn, type Module, shapeOf } from '@iaso/babel-plugin'

/** One thing at the top level of a module: a declaration with its names, or a statement that runs once. */
export interface Item {
  readonly kind: 'function' | 'class' | 'const' | 'let' | 'var' | 'default' | 'statement'
  /** Empty for statements. */
  readonly names: readonly string[]
  readonly node: t.Node
  /** Initial value of a variable or default export. */
  readonly value: t.Expression | null
  /** Of the value or statement, nested functions by id; functions and classes are compared in their own way. */
  readonly shape: string
}

export function itemsOf(module: Module, idOf: (fn: Fn) => string): Item[] {
  return module.program.body.flatMap(statement => itemsOfStatement(statement, module, idOf))
}

function itemsOfStatement(statement: t.Statement, module: Module, idOf: (fn: Fn) => string): Item[] {
  const shape = (node: t.Node) => shapeOf(node, module, idOf)
  switch (statement.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'EmptyStatement':
      return []
    case 'ExportNamedDeclaration':
      return statement.declaration ? itemsOfStatement(statement.declaration, module, idOf) : []
    case 'ExportDefaultDeclaration': {
      const { declaration } = statement
      if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration')
        return [declared(declaration, 'default')]
      const value = declaration as t.Expression
      return [{ kind: 'default', names: ['default'], node: statement, value, shape: shape(value) }]
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return [declared(statement, '')]
    case 'VariableDeclaration':
      return statement.declarations.map(declarator => ({
        kind: statement.kind === 'let' || statement.kind === 'var' ? statement.kind : 'const',
        names: Object.keys(t.getBindingIdentifiers(declarator.id)),
        node: declarator,
        value: declarator.init ?? null,
        shape: `${statement.kind} ${declarator.id.type === 'Identifier' ? '' : shape(declarator.id)} ${declarator.init ? shape(declarator.init) : ''}`,
      }))
    default:
      return [{ kind: 'statement', names: [], node: statement, value: null, shape: shape(statement) }]
  }
}

function declared(node: t.FunctionDeclaration | t.ClassDeclaration, fallback: string): Item {
  const kind = node.type === 'FunctionDeclaration' ? 'function' : 'class'
  return { kind, names: [node.id?.name ?? fallback], node, value: null, shape: '' }
}
