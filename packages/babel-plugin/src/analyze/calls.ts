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

/** What components and hooks call. */
const RENDERS = /^(use[A-Z]\w*|_?jsxs?|_?jsxDEV|createElement|h)$/

/** A component or a hook: what it makes, it makes anew whenever it renders. */
export function isComponentLike(code: t.Node): boolean {
  return callsNamed(code, RENDERS)
}
