import type * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'

/** What is handed to Vue's `defineComponent`, which answers it as it is. */
export function optionsIn(value: t.Node, { references }: Module): t.ObjectExpression | undefined {
  if (value.type === 'ObjectExpression') return value
  if (value.type !== 'CallExpression' || value.callee.type !== 'Identifier') return undefined
  const { source, name } = references.get(value.callee)?.binding?.imported ?? {}
  const [object] = value.arguments
  const isIt = source === 'vue' && name === 'defineComponent' && value.arguments.length === 1
  return isIt && object?.type === 'ObjectExpression' ? object : undefined
}
