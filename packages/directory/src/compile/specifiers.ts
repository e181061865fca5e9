import * as t from '@babel/types'
import { parse } from '@iaso/babel-plugin'
import type { Kind } from './kind.js'

/** A literal that names another module. */
export interface Specifier {
  readonly text: string
  readonly by: 'import' | 'require'
  /** What it names is evaluated whenever this module is. */
  readonly eager: boolean
  /** Of the literal, quotes included. */
  readonly start: number
  readonly end: number
}

/** Every `import`, `export from`, `import()`, `require()` and `require.resolve()` with a literal, in source order. */
export function findSpecifiers(code: string, kind: Kind, path: string): Specifier[] {
  const { program } = parse(code, kind === 'commonjs' ? 'commonjs' : 'module', path)
  const found: Specifier[] = []
  const add = (literal: t.Node | null | undefined, by: Specifier['by'], eager: boolean): void => {
    if (literal?.type !== 'StringLiteral') return
    found.push({ text: literal.value, by, eager, start: literal.start ?? 0, end: literal.end ?? 0 })
  }
  const visit = (node: t.Node, isCertain: boolean): void => {
    if ('source' in node && node.type !== 'ImportExpression') add(node.source as t.Node, 'import', true)
    else if (node.type === 'ImportExpression') add(node.source, 'import', false)
    else if (node.type === 'CallExpression' && isRequire(node.callee)) add(node.arguments[0], 'require', isCertain)
    else if (node.type === 'CallExpression' && isResolve(node.callee)) add(node.arguments[0], 'require', false)
    const inner = isCertain && !mayNotRun(node)
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      if (Array.isArray(child)) for (const each of child) each && visit(each, inner)
      else if (child) visit(child, inner)
    }
  }
  visit(program, true)
  return found
}

function isRequire(callee: t.Node): boolean {
  return callee.type === 'Identifier' && callee.name === 'require'
}

function isResolve(callee: t.Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    isRequire(callee.object) &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'resolve'
  )
}

/** Code in it runs later, more than once, or never. */
function mayNotRun(node: t.Node): boolean {
  return (
    t.isFunction(node) ||
    t.isClassBody(node) ||
    t.isIfStatement(node) ||
    t.isConditionalExpression(node) ||
    t.isLogicalExpression(node) ||
    t.isTryStatement(node) ||
    t.isSwitchStatement(node) ||
    t.isLoop(node)
  )
}
