import * as t from '@babel/types'
import { isModuleLevel, type Module } from '@iaso/babel-plugin'
import { plainItemsOf } from '../compare/items.js'
import { keyOfMember } from '../compare/slots.js'

/** What a CommonJS module's code takes from another: `require('./x')`, or a property of that. */
export interface Required {
  readonly source: string
  readonly keys: readonly string[]
}

/** @returns undefined: it is something else */
export function requiredBy(node: t.Node, module: Module): Required | undefined {
  if (module.format !== 'commonjs') return undefined
  if (node.type === 'CallExpression') {
    const source = requireSource(node, module)
    return source === undefined ? undefined : { source, keys: [] }
  }
  if (node.type === 'MemberExpression') {
    const object = requiredBy(node.object, module)
    const key = keyOfMember(node)
    return object === undefined || key === undefined ? undefined : { ...object, keys: [...object.keys, key] }
  }
  const binding = node.type === 'Identifier' ? module.references.get(node)?.binding : undefined
  return binding === undefined || !isModuleLevel(binding) ? undefined : requiredByName(binding.name, module)
}

/** `require('./x')` of the host's. */
export function requireSource({ callee, arguments: args }: t.CallExpression, module: Module): string | undefined {
  const isHosts =
    callee.type === 'Identifier' &&
    callee.name === 'require' &&
    module.references.has(callee) &&
    module.references.get(callee)?.binding === undefined
  return isHosts && args[0]?.type === 'StringLiteral' ? args[0].value : undefined
}

const names = new WeakMap<Module, Map<string, Required | undefined>>()

/** `const x = require('./x')`, `const { y } = require('./x')` */
export function requiredByName(name: string, module: Module): Required | undefined {
  let known = names.get(module)
  if (known === undefined) {
    known = new Map()
    names.set(module, known)
    for (const { names: own, node, value } of plainItemsOf(module)) {
      const isName = (node as t.VariableDeclarator).id?.type === 'Identifier'
      const [only] = own
      if (only === undefined || value === null || !isName || module.scope.bindings.get(only)?.assigned) continue
      const required = requiredBy(value, module)
      if (required !== undefined) known.set(only, required)
    }
  }
  return known.get(name)
}

/** The expression whose value a CommonJS module hands out at a path of its exports; undefined: nobody can say. */
export function exportedExpression(module: Module, keys: readonly string[]): t.Expression | undefined {
  const items = plainItemsOf(module)
  const [first, ...rest] = keys
  if (first === undefined || isSetElsewhere(first, module)) return undefined
  const slot = items.find(
    ({ slot: each }) => each?.path === `exports.${first}` || each?.path === `module.exports.${first}`,
  )
  if (slot?.slot !== undefined) return below(slot.slot.value, rest)
  const whole = items.find(({ slot: each }) => each?.path === 'module.exports')?.slot?.value
  return whole === undefined ? undefined : below(whole, keys)
}

function below(value: t.Node, keys: readonly string[]): t.Expression | undefined {
  const [key, ...rest] = keys
  if (value.type === 'ObjectMethod') return undefined
  if (key === undefined) return value as t.Expression
  if (value.type !== 'ObjectExpression') return undefined
  const isSpread = value.properties.some(({ type }) => type === 'SpreadElement')
  const found = value.properties.filter(
    property => property.type === 'ObjectProperty' && !property.computed && t.isIdentifier(property.key, { name: key }),
  )
  const [only] = found
  return isSpread || found.length !== 1 ? undefined : below((only as t.ObjectProperty).value, rest)
}

const setters = new WeakMap<Module, Map<string, number>>()

/** Some code of the module sets a property of that name, beside the statement that exports it. */
function isSetElsewhere(name: string, module: Module): boolean {
  let counts = setters.get(module)
  if (counts === undefined) {
    counts = new Map()
    setters.set(module, counts)
    const known = counts
    t.traverseFast(module.program, node => {
      const target =
        node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : node
      const isSet = target !== node && target.type === 'MemberExpression'
      const key = isSet ? keyOfMember(target as t.MemberExpression) : undefined
      if (key !== undefined) known.set(key, (known.get(key) ?? 0) + 1)
    })
  }
  return (counts.get(name) ?? 0) > 1
}
