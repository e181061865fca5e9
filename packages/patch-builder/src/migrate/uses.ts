import * as t from '@babel/types'
import { type Binding, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import { type ModuleUse, type NameUse, unreadable } from './migration.js'
import { nameOf } from './read.js'

interface Found {
  readonly names: Map<string, NameUse>
  unconditional: t.Node | undefined
}

/**
 * What the steps ask of `modules`, so that a patch hands out that and no more: `modules['path'].name`, `const alias = modules['path']`,
 * `const { name } = modules['path']`.
 *
 * @throws MigrationFault where that can't be told
 */
export function usesOf(module: Module, steps: readonly t.ObjectMember[]): ReadonlyMap<string, ModuleUse> {
  const search = new Search(module)
  for (const step of steps) {
    const param = ((step.type === 'ObjectMethod' ? step : step.value) as t.Function).params[0]
    if (param === undefined) continue
    if (param.type !== 'ObjectPattern') throw unreadable(param, 'its functions have to take `{ modules }`')
    for (const property of param.properties) search.parameter(property)
  }
  return search.found
}

class Search {
  readonly found = new Map<string, Found>()
  private readonly parents = new Map<t.Node, t.Node>()

  constructor(private readonly module: Module) {
    t.traverseFast(module.program, node => {
      for (const key of t.VISITOR_KEYS[node.type] ?? []) {
        const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
        for (const each of Array.isArray(child) ? child : [child]) if (each) this.parents.set(each, node)
      }
    })
  }

  /** `{ modules }`, `{ modules: them }`; `before` is the migration's own. */
  parameter(property: t.ObjectPattern['properties'][number]): void {
    const name = property.type === 'RestElement' ? undefined : nameOf(property)
    if (name === 'before') return
    const value = property.type === 'RestElement' ? property.argument : property.value
    if (name !== 'modules' || value.type !== 'Identifier')
      throw unreadable(property, 'its functions are given `modules`, and `up` and `down` what `before` returned')
    for (const reference of this.referencesTo(value)) this.moduleOf(reference)
  }

  private referencesTo(id: t.Node): readonly Reference[] {
    const binding = [...this.module.references.values()].find(({ binding }) => binding?.node === id)?.binding
    return binding === undefined ? [] : usesAlone(binding)
  }

  /** `modules['path']` */
  private moduleOf({ node }: Reference): void {
    const access = this.memberAt(node)
    const path = access === undefined ? undefined : keyOf(access)
    if (access === undefined || path === undefined)
      throw unreadable(node, "`modules` has to be asked for one path, as in `modules['src/cart.ts']`")
    const use = this.found.get(path) ?? { names: new Map<string, NameUse>(), unconditional: undefined }
    this.found.set(path, use)
    this.namesOf(access, use)
  }

  private namesOf(node: t.Node, use: Found): void {
    const parent = this.parents.get(node)
    const access = this.memberAt(node)
    if (access !== undefined) this.note(access, use)
    else if (parent?.type === 'VariableDeclarator' && parent.init === node) this.variable(parent, use)
    else if (!isAsked(node, parent))
      throw unreadable(node, 'a module has to be asked for a name, or named by a `const`')
  }

  private note(access: Member, use: Found): void {
    const name = keyOf(access)
    if (name === undefined) throw unreadable(access, 'a module has to be asked for a name')
    const known = use.names.get(name)
    const parent = this.parents.get(access)
    const isCall = parent?.type === 'CallExpression' && parent.callee === access
    use.names.set(name, {
      node: access,
      assigned: (known?.assigned ?? false) || this.isAssigned(access),
      calls: [...(known?.calls ?? []), ...(isCall ? [parent] : [])],
    })
    if (access.type === 'MemberExpression' && !this.isGuarded(access)) use.unconditional ??= access
  }

  private variable({ id, init }: t.VariableDeclarator, use: Found): void {
    if (id.type === 'Identifier') {
      for (const { node } of this.referencesTo(id)) this.namesOf(node, use)
      return
    }
    if (id.type !== 'ObjectPattern') throw unreadable(id, 'a module has to be asked for a name')
    use.unconditional ??= init ?? id
    for (const property of id.properties) {
      const name = property.type === 'RestElement' ? undefined : nameOf(property)
      if (name === undefined) throw unreadable(property, 'a module has to be asked for names')
      use.names.set(name, use.names.get(name) ?? { node: property, assigned: false, calls: [] })
    }
  }

  private memberAt(node: t.Node): Member | undefined {
    const parent = this.parents.get(node)
    const isMember = parent?.type === 'MemberExpression' || parent?.type === 'OptionalMemberExpression'
    return isMember && parent.object === node ? parent : undefined
  }

  private isAssigned(node: t.Node): boolean {
    const parent = this.parents.get(node)
    if (parent?.type === 'UpdateExpression') return true
    if (parent?.type === 'AssignmentExpression' || parent?.type === 'AssignmentPattern') return parent.left === node
    if (parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement') return parent.left === node
    return (
      parent?.type === 'ArrayPattern' ||
      (parent?.type === 'ObjectProperty' && this.parents.get(parent)?.type === 'ObjectPattern')
    )
  }

  /** `if (late) late.x = 1`: an assignment can't be written with `?.`. */
  private isGuarded(node: t.Node): boolean {
    for (let at = this.parents.get(node); at !== undefined && !t.isFunction(at); at = this.parents.get(at))
      if (t.isIfStatement(at) || t.isConditionalExpression(at) || t.isLogicalExpression(at)) return true
    return false
  }
}

/** `if (late)`, `late && …`, `!late` */
function isAsked(node: t.Node, parent: t.Node | undefined): boolean {
  if (parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') return parent.test === node
  if (parent?.type === 'LogicalExpression') return parent.left === node
  return parent?.type === 'UnaryExpression' && parent.operator === '!'
}

type Member = t.MemberExpression | t.OptionalMemberExpression

function keyOf({ property, computed }: Member): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return property.type === 'StringLiteral' ? property.value : undefined
}

/** Without the declaration itself. */
function usesAlone(binding: Binding): readonly Reference[] {
  if (isModuleLevel(binding)) throw unreadable(binding.node, '`modules` belongs to the functions')
  return binding.references.filter(({ node }) => node !== binding.node)
}
