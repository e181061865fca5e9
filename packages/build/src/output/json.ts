import { type contains, parse } from '@iaso/babel-plugin'

type Node = Parameters<typeof contains>[0]
type Call = Extract<Node, { readonly type: 'CallExpression' }>
type Program = ReturnType<typeof parse>['program']

/** A mapping keeps each whole. */
const MAX_CHARACTERS = 500_000

/**
 * A JSON module as one whose constant others read, whatever the host has made of it: an object that is compared leaf by leaf, and exports that are
 * constants. To Node's `require` it is one object, and nothing else.
 *
 * @param code JSON, or the module that the host made of it
 * @returns undefined: it is more than data
 */
export function jsonModule(path: string, code: string, format: 'module' | 'commonjs' = 'module'): string | undefined {
  if (!/\.json$/.test(path) || code.length > MAX_CHARACTERS) return undefined
  const data = dataOf(code)
  if (data === undefined) return undefined
  const value = `const value = ${JSON.stringify(data.value)};\n`
  if (format === 'commonjs') return `${value}module.exports = value;\n`
  const names = Object.entries(isObject(data.value) ? data.value : {}).filter(
    ([name, value]) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default' && !isObject(value),
  )
  const constants = names.map(
    ([name, value], at) => `const value${at} = ${JSON.stringify(value)};\nexport { value${at} as ${name} };\n`,
  )
  return `${value}export { value as default };\n${constants.join('')}`
}

interface Data {
  readonly value: unknown
}

function dataOf(code: string): Data | undefined {
  return parsed(code) ?? exported(code)
}

function parsed(text: string): Data | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isSafe(value) ? { value } : undefined
  } catch {
    return undefined
  }
}

/** `export const a = 1; export default { a, … }`, `export default JSON.parse("…")` */
function exported(code: string): Data | undefined {
  const names = new Map<string, Data>()
  let found: Data | undefined
  for (const statement of statementsOf(code)) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'VariableDeclaration')
      for (const { id, init } of declaration.declarations) {
        const data = id.type === 'Identifier' && init ? dataFrom(init, names) : undefined
        if (data === undefined) return undefined
        names.set((id as Extract<Node, { type: 'Identifier' }>).name, data)
      }
    else if (statement.type === 'ExportDefaultDeclaration') found = dataFrom(statement.declaration, names)
    else if (statement.type !== 'ExportNamedDeclaration' || statement.source || declaration) return undefined
  }
  return found && isSafe(found.value) ? found : undefined
}

function statementsOf(code: string): Program['body'] {
  try {
    return parse(code, 'module', 'data.json').program.body
  } catch {
    return []
  }
}

function dataFrom(node: Node, names: ReadonlyMap<string, Data>): Data | undefined {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return { value: node.value }
    case 'NullLiteral':
      return { value: null }
    case 'Identifier':
      return names.get(node.name)
    case 'UnaryExpression': {
      const data = node.operator === '-' ? dataFrom(node.argument, names) : undefined
      return data && { value: -(data.value as number) }
    }
    case 'CallExpression':
      return jsonCall(node)
    case 'ArrayExpression': {
      const all = node.elements.map(each => each && dataFrom(each, names))
      return all.every(each => each) ? { value: all.map(each => each?.value) } : undefined
    }
    case 'ObjectExpression': {
      const entries = node.properties.map(each => entryOf(each, names))
      return entries.every(each => each !== undefined) ? { value: Object.fromEntries(entries) } : undefined
    }
    default:
      return undefined
  }
}

function entryOf(node: Node, names: ReadonlyMap<string, Data>): [string, unknown] | undefined {
  if (node.type !== 'ObjectProperty' || node.computed) return undefined
  const { key } = node
  const name = key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined
  const data = name === undefined ? undefined : dataFrom(node.value, names)
  return data && [name as string, data.value]
}

function jsonCall({ callee, arguments: [text] }: Call): Data | undefined {
  const isParse =
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'JSON' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'parse'
  return isParse && text?.type === 'StringLiteral' ? parsed(text.value) : undefined
}

/** What a literal makes of it is the same. */
function isSafe(value: unknown): boolean {
  if (!isObject(value)) return true
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isSafe(inner))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
