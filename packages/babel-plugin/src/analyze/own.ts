import * as t from '@babel/types'

/** What a wrapper's own code declares and asks for. */
export class Own {
  readonly declared = new Set<string>()
  /** Where it says `this`. */
  readonly receivers: t.Node[] = []
  /** Where it says `arguments`. */
  readonly lists: t.Node[] = []
  /** It asks for what only a function has, or for what can't be known. */
  isBound = false
  returns = 0

  constructor(body: t.BlockStatement) {
    this.look(body, true)
  }

  /** @param isOwn not in an arrow function, which has nothing but `this` in common with the wrapper */
  private look(node: t.Node, isOwn: boolean): void {
    if (isOwn) for (const name of declaredBy(node)) this.declared.add(name)
    if (node.type === 'ThisExpression') this.receivers.push(node)
    if (node.type === 'ReturnStatement' && isOwn) this.returns++
    if (node.type === 'MetaProperty' || node.type === 'WithStatement') this.isBound = true
    if (t.isIdentifier(node, { name: 'arguments' })) this.lists.push(node)
    if (t.isIdentifier(node, { name: 'eval' })) this.isBound = true
    if (t.isClass(node) || (t.isFunction(node) && node.type !== 'ArrowFunctionExpression')) return this.pass(node)
    for (const child of childrenOf(node)) this.look(child, isOwn && node.type !== 'ArrowFunctionExpression')
  }

  /** What it computes the names of members from, and a class its base, is the wrapper's own code. */
  private pass(node: t.Function | t.Class): void {
    if ('computed' in node && node.computed) this.look(node.key, false)
    if (!t.isClass(node)) return
    if (node.superClass) this.look(node.superClass, false)
    for (const member of node.body.body) if ('computed' in member && member.computed) this.look(member.key, false)
  }
}

function declaredBy(node: t.Node): string[] {
  if (node.type === 'VariableDeclarator') return Object.keys(t.getBindingIdentifiers(node.id))
  const isNamed = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration'
  return isNamed && node.id ? [node.id.name] : []
}

export function hasFunctions(statement: t.Statement): boolean {
  let found = false
  t.traverseFast(statement, node => {
    if (t.isFunction(node) || t.isClass(node)) found = true
  })
  return found
}

export function namesIn(nodes: readonly t.Node[]): Set<string> {
  const names = new Set<string>()
  for (const node of nodes)
    t.traverseFast(node, each => {
      if (each.type === 'Identifier') names.add(each.name)
    })
  return names
}

export function isStrict({ directives }: t.BlockStatement | t.Program): boolean {
  return directives.some(({ value }) => value.value === 'use strict')
}

export function childrenOf(node: t.Node): t.Node[] {
  const all = node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>
  return (t.VISITOR_KEYS[node.type] ?? []).flatMap(key => all[key] ?? []).filter(each => each !== null)
}
