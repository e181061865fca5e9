import type * as t from '@babel/types'
import { isModuleLevel, type Module } from '@iaso/babel-plugin'

/** Methods that answer a new value and change nothing, whatever they are called on. */
const READERS = new Set(
  [
    'join toString toLowerCase toUpperCase trim trimStart trimEnd replace replaceAll repeat padStart padEnd',
    'startsWith endsWith includes indexOf lastIndexOf localeCompare codePointAt substring substr',
    'resolve dirname basename extname normalize charCodeAt charAt promisify bind deprecate',
  ].flatMap(names => names.split(' ')),
)
const MAKERS = new Set(['RegExp', 'String', 'Number', 'Boolean', 'BigInt', 'parseInt', 'parseFloat', 'URL'])

/**
 * An expression whose value nobody changes, and that can be evaluated again without an effect: names that keep their value, what modules
 * hand out, regular expressions, text and numbers made of those, functions.
 */
export function isPlain(node: t.Node | null | undefined, module: Module): boolean {
  const plain = (...nodes: readonly (t.Node | null | undefined)[]) => nodes.every(each => isPlain(each, module))
  switch (node?.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'BigIntLiteral':
    case 'RegExpLiteral':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return true
    case 'Identifier':
      return isSettled(node, module)
    case 'MetaProperty':
      return true
    case 'ParenthesizedExpression':
      return plain(node.expression)
    case 'TemplateLiteral':
      return plain(...node.expressions)
    case 'UnaryExpression':
      return node.operator !== 'delete' && plain(node.argument)
    case 'BinaryExpression':
      return node.operator !== 'in' && node.operator !== 'instanceof' && plain(node.left, node.right)
    case 'LogicalExpression':
      return plain(node.left, node.right)
    case 'ConditionalExpression':
      return plain(node.test, node.consequent, node.alternate)
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return plain(node.object) && (node.computed ? plain(node.property) : node.property.type === 'Identifier')
    case 'NewExpression':
    case 'CallExpression':
      return isFrozenData(node) || (isPlainCall(node, module) && plain(...node.arguments))
    default:
      return false
  }
}

/** A global, or a name of the module's top level that nobody assigns. */
function isSettled(node: t.Identifier, module: Module): boolean {
  const binding = module.references.get(node)?.binding
  return binding === undefined || (isModuleLevel(binding) && !binding.assigned)
}

function isPlainCall({ callee, arguments: args }: t.CallExpression | t.NewExpression, module: Module): boolean {
  if (callee.type === 'Identifier') {
    const isGlobal = module.references.get(callee)?.binding === undefined
    return isGlobal && (MAKERS.has(callee.name) || (callee.name === 'require' && args[0]?.type === 'StringLiteral'))
  }
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return false
  const list = callee.object.type === 'ArrayExpression' && callee.object.elements.every(each => isPlain(each, module))
  return READERS.has(callee.property.name) && (list || isPlain(callee.object, module))
}

/** `Object.freeze({ … })` */
export function isFrozenData({ callee, arguments: args }: t.CallExpression | t.NewExpression): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false
  const isFreeze = callee.object.name === 'Object' && (callee.property as t.Identifier).name === 'freeze'
  return isFreeze && args[0] !== undefined && isData(args[0])
}

/** Objects and lists of literals. */
export function isData(node: t.Node): boolean {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'RegExpLiteral':
      return true
    case 'UnaryExpression':
      return node.operator === '-' && isData(node.argument)
    case 'ArrayExpression':
      return node.elements.every(each => each !== null && isData(each))
    case 'ObjectExpression':
      return node.properties.every(
        property => property.type === 'ObjectProperty' && !property.computed && isData(property.value),
      )
    default:
      return false
  }
}
