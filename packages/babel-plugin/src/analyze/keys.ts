import type * as t from '@babel/types'
import type { Class, Fn, FnNode } from './model.js'

const LONGEST = 60

/** How a person would call an expression: `cart.total`, `app.get()`. Empty where there is nothing to say. */
export function sourceName(node: t.Node | null | undefined): string {
  switch (node?.type) {
    case 'Identifier':
    case 'JSXIdentifier':
      return node.name
    case 'PrivateName':
      return `#${node.id.name}`
    case 'StringLiteral':
      return node.value.slice(0, LONGEST)
    case 'NumericLiteral':
      return String(node.value)
    case 'ThisExpression':
      return 'this'
    case 'Super':
      return 'super'
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const object = sourceName(node.object)
      const property = node.computed ? `[${sourceName(node.property)}]` : sourceName(node.property)
      return object === '' ? property : node.computed ? object + property : `${object}.${property}`
    }
    case 'CallExpression':
    case 'OptionalCallExpression':
      return `${sourceName(node.callee as t.Node)}()`
    case 'AwaitExpression':
      return sourceName(node.argument)
    case 'SequenceExpression':
      // (0, react.useEffect)(…), as compilers write it
      return sourceName(node.expressions.at(-1))
    default:
      return ''
  }
}

/** Last part of a function's key. */
export function childName(hint: string, klass: Class | null, node: FnNode): string {
  const own = memberName(hint, node)
  return klass === null || klass.key === '' ? own : `${lastPart(klass.key)}.${own}`
}

function memberName(hint: string, node: FnNode): string {
  const name = hint === '' ? 'function' : hint
  switch (node.type) {
    case 'ClassMethod':
    case 'ClassPrivateMethod':
    case 'ObjectMethod': {
      const accessor = node.kind === 'get' || node.kind === 'set' ? `${node.kind} ` : ''
      return `${'static' in node && node.static ? 'static ' : ''}${accessor}${name}`
    }
    case 'ClassProperty':
    case 'ClassPrivateProperty':
    case 'ClassAccessorProperty':
      return `${node.static ? 'static ' : ''}${name} =`
    case 'StaticBlock':
      return 'static {}'
    default:
      return name
  }
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1)
}

/** Gives every function its key: names from the module down, `~2` for the second of its name. */
export function assignKeys(functions: readonly Fn[]): void {
  const taken = new Map<string, number>()
  for (const fn of functions) {
    const base = fn.parent === null ? fn.name : `${fn.parent.key}/${fn.name}`
    const count = (taken.get(base) ?? 0) + 1
    taken.set(base, count)
    fn.key = count === 1 ? base : `${base}~${count}`
  }
}
