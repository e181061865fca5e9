import { posix } from 'node:path'
import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import type { Pair, Program } from '../program.js'

const FORGETS = /\brequire\.cache\b|["'](?:clear-module|clear-require|decache|import-fresh|proxyquire)["']/

/**
 * In plain Node, files lie where modules find them by name: some code has the name of a data file in a text that no `import` or `require` stands around, or has Node load modules
 * a second time. What it reads there is the release's.
 */
export function isReadAsFile({ path, mapping }: Pair, program: Program): boolean {
  if (!isOnNode(program)) return false
  const name = posix.basename(path)
  return Object.entries(program.input.modules).some(
    ([from, { code }]) =>
      from !== path &&
      ((mapping.format === 'commonjs' && FORGETS.test(code)) ||
        (code.includes(name) && namesIt(name, program.next(from)))),
  )
}

/** Only there have modules without a bundle the places that Node gives all of them. */
function isOnNode({ mapping: { modules } }: Program): boolean {
  return Object.values(modules).some(({ table }) =>
    table.some(({ kind, name }) => kind === 'place' && (name === 'import.meta' || name === '__dirname')),
  )
}

function namesIt(name: string, module: Module): boolean {
  const specifiers = new Set<t.Node>()
  let found = false
  t.traverseFast(module.program, node => {
    if ('source' in node && node.source) specifiers.add(node.source as t.Node)
    if (node.type === 'CallExpression' && (t.isIdentifier(node.callee, { name: 'require' }) || t.isImport(node.callee)))
      for (const each of node.arguments) specifiers.add(each)
    if (node.type === 'StringLiteral' && !specifiers.has(node)) found ||= node.value.includes(name)
    if (node.type === 'TemplateElement') found ||= node.value.raw.includes(name)
  })
  return found
}
