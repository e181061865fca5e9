import type * as t from '@babel/types'
import type { Fn } from './model.js'

/** `/* iaso-ignore *\/` right before a function, its method or field, or at the head of its body. */
export function hasIgnoreComment(fn: Fn): boolean {
  const { node } = fn
  return isIgnored(node) || ('body' in node && !Array.isArray(node.body) && isIgnored(node.body))
}

export function isIgnored(node: t.Node): boolean {
  const comments = [...(node.leadingComments ?? []), ...(node.innerComments ?? [])]
  if (node.type === 'BlockStatement')
    comments.push(...(node.body[0]?.leadingComments ?? []), ...(node.directives[0]?.leadingComments ?? []))
  return comments.some(comment => /^\W*iaso-ignore\b/.test(comment.value))
}
