import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { CONTEXT, contextCall, keep } from './keep.js'

/**
 * What a module's part makes for before all parts are run, or for after that. It holds the list under a key; a part of its own, which is linked
 * before or after, asks for it.
 */
export class Later {
  private readonly list: t.Expression[] = []

  constructor(
    private readonly id: string,
    private readonly when: 'before' | 'after',
  ) {}

  add(value: t.Expression): void {
    this.list.push(value)
  }

  get isEmpty(): boolean {
    return this.list.length === 0
  }

  /** `$c.keep("id after", () => ({})).v = […]`: in the module's part. */
  hold(): t.Statement {
    const box = keep(this.key, t.objectExpression([]))
    const held = t.memberExpression(box, t.identifier('v'))
    return t.expressionStatement(t.assignmentExpression('=', held, t.arrayExpression(this.list)))
  }

  /** The part that makes use of it. */
  part(fingerprint: string): t.Expression {
    const held = t.memberExpression(contextCall('keep', t.stringLiteral(this.key)), t.identifier('v'))
    const changes = this.when === 'after' ? held : checking(held)
    const answer = t.objectExpression([t.objectProperty(t.stringLiteral(''), changes)])
    const link = t.arrowFunctionExpression([t.identifier(CONTEXT)], answer)
    return afterTopLevel(t.arrayExpression([t.stringLiteral(this.id), t.stringLiteral(fingerprint), link]))
  }

  private get key(): string {
    return `${this.id} ${this.when}`
  }
}

/** A part that changes what the module's top level makes. */
export function afterTopLevel(part: t.ArrayExpression): t.ArrayExpression {
  part.elements.push(t.numericLiteral(1))
  return part
}

/** The part is linked before there is a list: that is asked for when everything is linked. */
function checking(held: t.Expression): t.Expression {
  const changes = parseExpression('[on => { if (on) for (const check of held) check() }]')
  t.traverseFast(changes, node => {
    if (node.type === 'ForOfStatement') node.right = held
  })
  return changes
}
