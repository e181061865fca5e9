import * as t from '@babel/types'
import { generate, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Meaning, Origin } from '../resolve/meaning.js'
import { exportedExpression, type Required, requiredBy } from '../resolve/required.js'
import { plainItemsOf } from './items.js'

const OPERATORS = ['-', '+', '!', '~', 'void']
const GLOBALS = ['undefined', 'NaN', 'Infinity']

/**
 * Constants of modules' top levels whose values are made of literals and of other such constants. They have no identity, so a new value
 * can simply stand in for the old one.
 */
export class Constants {
  private readonly folded = new Map<string, t.Expression | undefined>()

  constructor(readonly meaning: Meaning) {}

  /** The value, with literals only in it; undefined: not such a constant. */
  value({ path, name, known }: Origin): t.Expression | undefined {
    const key = `${path} ${name}`
    if (!known || this.folded.has(key)) return this.folded.get(key)
    // a constant that needs itself has no value
    this.folded.set(key, undefined)
    const module = this.meaning.module(path)
    const init = module === undefined ? undefined : constantsOf(module).get(name)
    const value = init === undefined ? undefined : this.fold(init, module as Module)
    this.folded.set(key, value)
    return value
  }

  text(origin: Origin): string | undefined {
    const value = this.value(origin)
    return value === undefined ? undefined : generate(value, { comments: false, concise: true }).code
  }

  /** An expression of a module's top level, with literals only in it; undefined: it needs more than that. */
  fold(node: t.Expression, module: Module): t.Expression | undefined {
    switch (node.type) {
      case 'StringLiteral':
      case 'NumericLiteral':
      case 'BooleanLiteral':
      case 'NullLiteral':
      case 'BigIntLiteral':
        return plain(node)
      case 'ParenthesizedExpression':
        return this.fold(node.expression, module)
      case 'TemplateLiteral': {
        const expressions = node.expressions.map(each => this.fold(each as t.Expression, module))
        return expressions.every(each => each !== undefined)
          ? t.templateLiteral(node.quasis.map(plain), expressions)
          : undefined
      }
      case 'UnaryExpression': {
        const argument = OPERATORS.includes(node.operator) ? this.fold(node.argument, module) : undefined
        return argument === undefined ? undefined : t.unaryExpression(node.operator, argument)
      }
      case 'BinaryExpression':
        return this.foldBinary(node, module)
      case 'Identifier':
      case 'MemberExpression':
        return this.foldName(node, module)
      default:
        return undefined
    }
  }

  private foldBinary({ operator, left, right }: t.BinaryExpression, module: Module): t.Expression | undefined {
    if (operator === 'in' || operator === 'instanceof' || left.type === 'PrivateName') return undefined
    const sides = { left: this.fold(left, module), right: this.fold(right, module) }
    return sides.left === undefined || sides.right === undefined
      ? undefined
      : t.binaryExpression(operator, sides.left, sides.right)
  }

  /** `require('./config').RATE` */
  private foldRequired(node: t.MemberExpression, module: Module): t.Expression | undefined {
    const required = requiredBy(node, module)
    const path = required === undefined ? undefined : this.meaning.resolve(module.path, required.source)
    const from = path === undefined ? undefined : this.meaning.module(path)
    const value = from === undefined ? undefined : exportedExpression(from, (required as Required).keys)
    const key = `${path} exports.${required?.keys.join('.')}`
    if (value === undefined || this.folded.has(key)) return this.folded.get(key)
    this.folded.set(key, undefined)
    this.folded.set(key, this.fold(value, from as Module))
    return this.folded.get(key)
  }

  /** `RATE`, or `config.RATE` of an imported namespace. */
  private foldName(node: t.Identifier | t.MemberExpression, module: Module): t.Expression | undefined {
    if (node.type === 'MemberExpression' && module.format === 'commonjs') return this.foldRequired(node, module)
    const id = node.type === 'Identifier' ? node : node.object
    const reference = module.references.get(id)
    if (reference === undefined || id.type !== 'Identifier') return undefined
    const { binding, member } = reference
    if (binding === undefined) return node === id && GLOBALS.includes(id.name) ? plain(id) : undefined
    if (!isModuleLevel(binding)) return undefined
    const { imported } = binding
    if (imported === undefined)
      return node === id ? this.value({ path: module.path, name: binding.name, known: true }) : undefined
    const isMember = imported.name === '*' && member !== undefined
    if (isMember === (node === id)) return undefined
    const origin = this.meaning.imported(module.path, imported.source, isMember ? member : imported.name)
    return origin === undefined ? undefined : this.value(origin)
  }
}

/** Without positions: it will stand in another module. */
function plain<T extends t.Node>(node: T): T {
  return t.cloneNode(node, true, true)
}

const known = new WeakMap<Module, Map<string, t.Expression>>()

/** Initial values of the variables of a module's top level that nobody assigns. */
function constantsOf(module: Module): ReadonlyMap<string, t.Expression> {
  let constants = known.get(module)
  if (constants === undefined) {
    constants = new Map()
    for (const { kind, names, node, value } of plainItemsOf(module)) {
      const [name] = names
      const isConstant = kind === 'const' || ((kind === 'let' || kind === 'var') && isNeverAssigned(name, module))
      if (isConstant && name !== undefined && value !== null && (node as t.VariableDeclarator).id.type === 'Identifier')
        constants.set(name, value)
    }
    known.set(module, constants)
  }
  return constants
}

/** The names of a script are all other scripts' too. */
export function isNeverAssigned(name: string | undefined, { scope, format }: Module): boolean {
  return format !== 'script' && name !== undefined && scope.bindings.get(name)?.assigned === false
}
