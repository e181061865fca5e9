import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, isModuleLevel, type Module } from '@iaso/babel-plugin'
import { plainItemsOf } from '../compare/items.js'
import { keyOfMember } from '../compare/slots.js'
import { declarationOf } from '../verify/initial-values.js'
import type { Meaning } from './meaning.js'
import { exportedExpression, requiredBy } from './required.js'

/** A piece of code, and the module that it stands in. */
export interface Place<N> {
  readonly node: N
  readonly module: Module
}

export interface Callee {
  readonly fn: Fn
  readonly module: Module
}

/** Finds the function of the program that an expression stands for, through names, imports, `require` and literals. */
export class Callees {
  constructor(private readonly meaning: Meaning) {}

  /** @returns undefined: another one each time, or none of the program's */
  find(node: t.Node, module: Module, depth = 0): Callee | undefined {
    const own = fnOf(module).get(node)
    if (own !== undefined) return { fn: own, module }
    if (depth > 20) return undefined
    const value = this.value(node, module, depth + 1)
    return value === undefined ? undefined : this.find(value.node, value.module, depth + 1)
  }

  /** The literal that gives an expression its value. */
  literal(node: t.Node, module: Module, depth = 0): Place<t.ObjectExpression> | undefined {
    if (node.type === 'ObjectExpression') return { node, module }
    const value = depth > 20 ? undefined : this.value(node, module, depth + 1)
    return value === undefined ? undefined : this.literal(value.node, value.module, depth + 1)
  }

  /** One step back to where a value comes from. */
  private value(node: t.Node, module: Module, depth: number): Place<t.Node> | undefined {
    switch (node.type) {
      case 'Identifier':
        return this.named(node, module)
      case 'MemberExpression':
        return this.member(node, module, depth)
      case 'CallExpression':
        return this.result(node, module, depth)
      case 'ParenthesizedExpression':
        return { node: node.expression, module }
      case 'SequenceExpression':
        return { node: node.expressions.at(-1) as t.Node, module }
      default:
        return undefined
    }
  }

  private named(node: t.Identifier, module: Module): Place<t.Node> | undefined {
    const binding = module.references.get(node)?.binding
    if (binding === undefined || binding.assigned) return undefined
    if (binding.imported !== undefined)
      return this.imported(module.path, binding.imported.source, binding.imported.name)
    const required = isModuleLevel(binding) ? requiredBy(node, module) : undefined
    return required === undefined ? declared(binding, module) : this.required(module, required)
  }

  private member(node: t.MemberExpression, module: Module, depth: number): Place<t.Node> | undefined {
    const key = keyOfMember(node)
    if (key === undefined) return undefined
    const binding = module.references.get(node.object)?.binding
    if (binding?.imported?.name === '*') return this.imported(module.path, binding.imported.source, key)
    const required = requiredBy(node, module)
    if (required !== undefined) return this.required(module, required)
    if (this.meaning.program.texts.assign(key)) return undefined
    const object = this.literal(node.object, module, depth)
    const value = object === undefined ? undefined : propertyOf(object.node, key)
    return value === undefined || object === undefined ? undefined : { node: value, module: object.module }
  }

  private imported(from: string, source: string, name: string): Place<t.Node> | undefined {
    const origin = this.meaning.imported(from, source, name)
    const module = origin?.known ? this.meaning.module(origin.path) : undefined
    const binding = module?.scope.bindings.get(origin?.name ?? '')
    if (module === undefined || origin === undefined) return undefined
    if (binding !== undefined) return binding.assigned || binding.imported ? undefined : declared(binding, module)
    const value = plainItemsOf(module).find(({ names }) => names.includes('default'))
    return origin.name === '*' || value === undefined ? undefined : { node: value.value ?? value.node, module }
  }

  private required(
    from: Module,
    { source, keys }: { source: string; keys: readonly string[] },
  ): Place<t.Node> | undefined {
    const path = this.meaning.resolve(from.path, source)
    const module = path === undefined ? undefined : this.meaning.module(path)
    if (module === undefined) return undefined
    const value = keys.length === 0 ? wholeExport(module) : exportedExpression(module, keys)
    return value === undefined ? undefined : { node: value, module }
  }

  /** What a call of a function of the program answers, where all its ways end in the same expression. */
  private result({ callee }: t.CallExpression, module: Module, depth: number): Place<t.Node> | undefined {
    const found = this.find(callee, module, depth)
    const [only, ...more] = found === undefined ? [] : returnsOf(found.fn)
    return found === undefined || !only || more.length > 0 ? undefined : { node: only, module: found.module }
  }
}

/** `function f() {}`, `const f = …` */
function declared(binding: Binding, module: Module): Place<t.Node> | undefined {
  const fn = module.named.get(binding.node)
  if (fn !== undefined) return { node: fn, module }
  const node = declarationOf(binding, module)
  const isNamed = node?.type === 'VariableDeclarator' && node.id === binding.node && node.init
  return isNamed ? { node: node.init as t.Expression, module } : undefined
}

/** `module.exports = …` */
function wholeExport(module: Module): t.Expression | undefined {
  const value = plainItemsOf(module).find(({ slot }) => slot?.path === 'module.exports')?.slot?.value
  return value === undefined || value.type === 'ObjectMethod' ? undefined : value
}

function propertyOf({ properties }: t.ObjectExpression, key: string): t.Node | undefined {
  if (properties.some(({ type }) => type === 'SpreadElement')) return undefined
  const found = properties.filter(
    property =>
      'key' in property &&
      !property.computed &&
      (t.isIdentifier(property.key, { name: key }) || t.isStringLiteral(property.key, { value: key })),
  )
  const [only] = found
  if (found.length !== 1 || only === undefined) return undefined
  return only.type === 'ObjectMethod' ? (only.kind === 'method' ? only : undefined) : (only as t.ObjectProperty).value
}

/** What a function answers; `null` stands for nothing. */
export function returnsOf({ node, async, generator }: Fn): (t.Expression | null)[] {
  if (async || generator || !('params' in node)) return [null]
  if (node.body.type !== 'BlockStatement') return [node.body as t.Expression]
  const found: (t.Expression | null)[] = []
  const visit = (each: t.Node): void => {
    if (each.type === 'ReturnStatement') found.push(each.argument ?? null)
    if (t.isFunction(each) || t.isClass(each)) return
    for (const key of t.VISITOR_KEYS[each.type] ?? []) {
      const child = (each as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      for (const one of Array.isArray(child) ? child : [child]) if (one) visit(one)
    }
  }
  visit(node.body)
  return found
}
