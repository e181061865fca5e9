import type * as t from '@babel/types'
import { sourceName } from './keys.js'
import type { BindingKind } from './model.js'
import { declare, varScope } from './scope.js'
import type { At, Walk } from './walk.js'

/**
 * Declares the names of a pattern and visits the expressions in it.
 *
 * @param ready source position from which on the names have their values
 * @param initialised the declaration itself gives a value
 */
export function declarePattern(
  walk: Walk,
  pattern: t.Node,
  kind: BindingKind | t.VariableDeclaration['kind'],
  ready: number,
  at: At,
  initialised = true,
): void {
  const inner = { ...at, hint: '', top: at.top }
  switch (pattern.type) {
    case 'Identifier':
      walk.module.names.add(pattern.name)
      return declareName(pattern, kind, ready, at, initialised)
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') declarePattern(walk, property.argument, kind, ready, inner)
        else {
          if (property.computed) walk.visit(property.key, { ...inner, top: false })
          declarePattern(walk, property.value, kind, ready, inner)
        }
      }
      return
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element !== null) declarePattern(walk, element, kind, ready, inner)
      return
    case 'AssignmentPattern':
      declarePattern(walk, pattern.left, kind, ready, inner)
      return walk.visit(pattern.right, { ...inner, hint: sourceName(pattern.left), top: false })
    case 'RestElement':
      return declarePattern(walk, pattern.argument, kind, ready, inner)
    case 'TSParameterProperty':
      return declarePattern(walk, pattern.parameter, kind, ready, inner)
    default:
      walk.visit(pattern, inner)
  }
}

function declareName(
  id: t.Identifier,
  kind: BindingKind | t.VariableDeclaration['kind'],
  ready: number,
  at: At,
  initialised: boolean,
): void {
  if (kind !== 'var') {
    const lexical = kind === 'using' || kind === 'await using' ? 'const' : (kind as BindingKind)
    declare(at.scope, id.name, {
      kind: lexical,
      node: id,
      ready: at.scope.kind === 'switch' ? Number.POSITIVE_INFINITY : ready,
    })
    return
  }
  const scope = varScope(at.scope)
  const known = scope.bindings.get(id.name)
  // One declaration at the top of the function, run once: as good as a constant. All others may run again or never.
  const settled = at.top && initialised
  const binding = declare(scope, id.name, { kind: 'var', node: id, ready: settled ? ready : Number.POSITIVE_INFINITY })
  if (known !== undefined && initialised) binding.assigned = true
  // var e in a catch clause of e, or below a block's `let`: the walk settles reads by scope; the write goes to the nearest
  for (let at_ = at.scope; at_ !== scope; at_ = at_.parent as typeof scope) {
    const nearer = at_.bindings.get(id.name)
    if (nearer !== undefined && initialised) nearer.assigned = true
  }
}
