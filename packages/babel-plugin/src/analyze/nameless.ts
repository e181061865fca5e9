import * as t from '@babel/types'
import type { ModuleFormat } from '@iaso/protocol'

const NAME = '$default'

/** What takes no name from where it stands, and does nothing. */
const PLAIN = new Set([
  'ArrayExpression',
  'ObjectExpression',
  'StringLiteral',
  'NumericLiteral',
  'BooleanLiteral',
  'TemplateLiteral',
  'RegExpLiteral',
])

/**
 * `export default […]` → `const $default = […]; export { $default as default }`: without a name, only importers could reach it. It is evaluated when it
 * was, it can't be read earlier, and nobody can assign it.
 */
export function nameDefault(program: t.Program, format: ModuleFormat): void {
  const at = format === 'module' ? program.body.findIndex(isPlainDefault) : -1
  if (at < 0) return
  const statement = program.body[at] as t.ExportDefaultDeclaration
  let isTaken = false
  t.traverseFast(program, node => {
    if (t.isIdentifier(node, { name: NAME })) isTaken = true
  })
  if (isTaken) return
  const value = statement.declaration as t.Expression
  const declarator = t.variableDeclarator(t.identifier(NAME), value)
  const declaration = t.inherits(t.variableDeclaration('const', [declarator]), statement)
  const exported = t.exportNamedDeclaration(null, [t.exportSpecifier(t.identifier(NAME), t.identifier('default'))])
  place(declarator, statement, statement.end)
  place(declarator.id, statement, statement.start)
  t.traverseFast(exported, node => place(node, { ...statement, start: statement.end }, statement.end))
  program.body.splice(at, 1, declaration, exported)
}

function isPlainDefault(statement: t.Statement): boolean {
  if (statement.type !== 'ExportDefaultDeclaration') return false
  const { declaration } = statement
  // Vue's answers what it is handed
  const isComponent =
    declaration.type === 'CallExpression' && t.isIdentifier(declaration.callee, { name: 'defineComponent' })
  return isComponent || PLAIN.has(declaration.type)
}

/** Positions are not shared, as they may be moved. */
function place(node: t.Node, { start, loc }: t.Node, end: number | null | undefined): void {
  Object.assign(node, { start, end, loc: loc && { ...loc, start: { ...loc.start }, end: { ...loc.end } } })
}
