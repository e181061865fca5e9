import * as t from '@babel/types'

/** Does code call something of such a name: `h(…)`, `React.createElement(…)`, `(0, runtime.jsx)(…)`? */
export function callsNamed(code: t.Node, name: RegExp): boolean {
  let found = false
  t.traverseFast(code, node => {
    if (node.type !== 'CallExpression') return
    const { callee } = node
    const last = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : callee
    const called = last?.type === 'MemberExpression' && !last.computed ? last.property : last
    if (called?.type === 'Identifier' && name.test(called.name)) found = true
  })
  return found
}
