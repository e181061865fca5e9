import * as t from '@babel/types'
import type { Binding, Fn, Module } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'
import { settingsOf } from './settings.js'

const OPERATORS = new Set(['!', '-', '+', 'typeof', 'void'])
const CALLS = /^(String|Number|Boolean|parseInt|parseFloat|Object\.freeze|Array\.isArray|Math\.(?!random)\w+)$/
const OF_STRINGS =
  /^(toLowerCase|toUpperCase|trim|trimStart|trimEnd|startsWith|endsWith|charAt|padStart|padEnd|repeat)$/
const SETTINGS = /(options|opts|config|cfg|settings|props)$/i

/** A version of a constructor. */
export interface Side {
  readonly fn: Fn
  readonly module: Module
}

/** The arguments of a constructor that instances have kept: what another version makes of them can be said of those instances. */
export class Kept {
  /** Parameter → the property that it is kept in. */
  private readonly places = new Map<Binding, string>()
  /** Properties that stay what the constructor made them. */
  private readonly steady: ReadonlySet<string>

  /**
   * @param asking whose values are to be said
   * @param made what has made the instances
   */
  constructor(
    private readonly asking: Side,
    made: Side,
    private readonly pair: Pair,
  ) {
    // what isn't set any more, instances that the patch makes would miss after a revert
    const id = made.module === pair.old ? made.fn.id : asking.fn.id
    const since = pair.versionsSince({}).flatMap(born => born.functionOf(id) ?? [])
    const keys = [...since, asking.fn, made.fn].map(each => new Set(settingsOf(each).map(({ key }) => key)))
    const settings = settingsOf(made.fn).filter(({ key }) => keys.every(all => all.has(key)) && pair.isSetOnce(key))
    this.steady = new Set(settings.map(({ key }) => key))
    const [before, after] = [parameters(made.fn), parameters(asking.fn)]
    for (const { key, value } of settings) {
      const kept = value.type === 'Identifier' ? made.module.references.get(value)?.binding : undefined
      const at = kept === undefined || kept.assigned ? -1 : before.findIndex(each => each?.node === kept.node)
      const is = this.bindingAt(after[at])
      if (is !== undefined && !is.assigned && sameDefault(before[at], after[at])) this.places.set(is, key)
    }
  }

  private bindingAt(param: Parameter | undefined): Binding | undefined {
    return [...this.asking.module.references.values()].find(({ binding }) => param && binding?.node === param.node)
      ?.binding
  }

  /** @returns undefined: older instances don't have what it takes, or it may be another value by now */
  say(node: t.Expression): t.Expression | undefined {
    const said = this.visit(node)
    return said === node && node.type !== 'ThisExpression' && !readsThis(node) ? undefined : said
  }

  private visit(node: t.Node): t.Expression | undefined {
    switch (node.type) {
      case 'StringLiteral':
      case 'NumericLiteral':
      case 'BooleanLiteral':
      case 'NullLiteral':
        return node
      case 'Identifier':
        return this.name(node)
      case 'UnaryExpression':
        return OPERATORS.has(node.operator) ? this.with(node, ['argument']) : undefined
      case 'BinaryExpression':
        return /^(in|instanceof)$/.test(node.operator) ? undefined : this.with(node, ['left', 'right'])
      case 'LogicalExpression':
        return this.with(node, ['left', 'right'])
      case 'ConditionalExpression':
        return this.with(node, ['test', 'consequent', 'alternate'])
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return this.member(node)
      case 'CallExpression':
        return this.call(node)
      default:
        return undefined
    }
  }

  private name(node: t.Identifier): t.Expression | undefined {
    const binding = this.asking.module.references.get(node)?.binding
    if (binding === undefined) return node.name === 'undefined' ? node : undefined
    const place = this.places.get(binding)
    return place === undefined ? undefined : t.memberExpression(t.thisExpression(), t.identifier(place))
  }

  /** `this.name`, `options.max` */
  private member(node: t.MemberExpression | t.OptionalMemberExpression): t.Expression | undefined {
    const { object, property, computed } = node
    if (computed || property.type !== 'Identifier') return undefined
    if (object.type === 'ThisExpression') return this.steady.has(property.name) ? node : undefined
    const holder = t.isMemberExpression(object) ? object.property : object
    const isSettings = t.isIdentifier(holder) && SETTINGS.test(holder.name)
    return isSettings && this.pair.isSetOnce(property.name) ? this.with(node, ['object']) : undefined
  }

  private call(node: t.CallExpression): t.Expression | undefined {
    const { callee } = node
    const args = node.arguments.map(each => this.visit(each))
    if (args.includes(undefined)) return undefined
    const made = { ...node, arguments: args as t.Expression[] }
    if (t.isMemberExpression(callee) && t.isIdentifier(callee.property) && OF_STRINGS.test(callee.property.name)) {
      const object = callee.computed ? undefined : this.visit(callee.object)
      return object && { ...made, callee: { ...callee, object } }
    }
    const isHosts =
      this.asking.module.references.get(t.isMemberExpression(callee) ? callee.object : callee)?.binding === undefined
    return isHosts && CALLS.test(pathOf(callee)) ? made : undefined
  }

  private with<T extends t.Expression>(node: T, keys: readonly (keyof T & string)[]): T | undefined {
    const parts = keys.map(key => [key, this.visit(node[key] as t.Node)] as const)
    if (parts.some(([, part]) => part === undefined)) return undefined
    return parts.every(([key, part]) => node[key] === part) ? node : { ...node, ...Object.fromEntries(parts) }
  }
}

interface Parameter {
  readonly node: t.Node
  readonly initial: t.Expression | undefined
}

/** Parameters with plain names, and their defaults. */
function parameters({ node }: Fn): (Parameter | undefined)[] {
  const params = 'params' in node ? (node.params as t.Node[]) : []
  return params.map(param => {
    const [name, initial] = param.type === 'AssignmentPattern' ? [param.left, param.right] : [param, undefined]
    return name.type === 'Identifier' ? { node: name, initial } : undefined
  })
}

function sameDefault(before: Parameter | undefined, after: Parameter | undefined): boolean {
  const [was, is] = [before?.initial, after?.initial]
  return was === undefined || is === undefined ? was === is : t.isNodesEquivalent(was, is)
}

function readsThis(node: t.Node): boolean {
  let found = false
  t.traverseFast(node, each => {
    found ||= each.type === 'ThisExpression'
  })
  return found
}

function pathOf(callee: t.Node): string {
  if (callee.type === 'Identifier') return callee.name
  const isPlain = callee.type === 'MemberExpression' && !callee.computed && callee.object.type === 'Identifier'
  return isPlain ? `${(callee.object as t.Identifier).name}.${(callee.property as t.Identifier).name}` : ''
}
