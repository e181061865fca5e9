import * as t from '@babel/types'
import { digest, type Fn, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { cellsOf } from '../screen/cells.js'
import { AtOnce } from './at-once.js'
import { lostBy } from './lost.js'
import { callOf, hasSvelte, isSvelteComponent, statementsOf } from './svelte.js'
import type { Templates } from './templates.js'

/** A component whose instances are made in another way. */
interface Made {
  readonly edit: Edited
  readonly fn: Fn
}

const OF_INSTANCE: ReadonlySet<Code> = new Set([
  'IASO3003',
  'IASO3008',
  'IASO3011',
  'IASO3012',
  'IASO3013',
  'IASO3014',
  'IASO3094',
  'IASO3110',
  'IASO3111',
  'IASO3152',
  'IASO3153',
])

/**
 * Components that the adapter makes anew where they are on the screen, as what changed is how they are made. Their closures, effects and elements end with the old instance, and
 * begin with the new one, which is made by the new code: what is said of closures that stay doesn't hold for them.
 */
export class Makes {
  private readonly found = new Map<Fn, Made>()
  private readonly atOnce: AtOnce

  constructor(
    private readonly program: Program,
    private readonly edited: readonly Edited[],
    templates: Templates,
  ) {
    this.atOnce = new AtOnce(program, new Set())
    if (!hasSvelte(program.mapping) || program.input.drill) return
    for (const edit of edited)
      for (const { fn } of edit.changes) {
        if (!isSvelteComponent(fn) || templates.covers(fn)) continue
        const component = this.componentAround(fn, edit.pair)
        if (component) this.found.set(component, { edit, fn: component })
      }
  }

  /** How it is made: what comes of that is for the adapter. */
  covers(fn: Fn, pair: Pair): boolean {
    const component = this.componentAround(fn, pair)
    return component !== undefined && this.found.has(component)
  }

  /** The component that a function makes instances of, or a block within one; those of a snippet of the top level are its module's. */
  private componentAround(fn: Fn, { old, next, released, ids }: Pair): Fn | undefined {
    const component = next.functions.find(isTold)
    const twin = component && released.get(ids.get(component) as number)
    if (component === undefined || twin === undefined || !isTold(twin) || !this.hasNodes(twin, old)) return undefined
    if (fn !== component && outermost(fn) !== component && isHandedOn(outermost(fn), next)) return undefined
    return component
  }

  /** Where it stands can be told by them: its own, or those of the one component that it is made of. */
  private hasNodes({ node }: Fn, module: Module): boolean {
    return statementsOf(node).some(statement => {
      if (callOf(statement, 'append')) return true
      const call = statement.type === 'ExpressionStatement' ? statement.expression : undefined
      if (call?.type !== 'CallExpression' || !t.isIdentifier(call.callee)) return false
      if (!t.isIdentifier(call.arguments[0], { name: '$$anchor' })) return false
      const binding = module.references.get(call.callee)?.binding
      const made = binding ? this.atOnce.functionsOf(binding, module) : []
      return made.some(([fn, home]) => isTold(fn) && this.hasNodes(fn, home))
    })
  }

  isSettled(code: Code, key: string): boolean {
    if (!OF_INSTANCE.has(code)) return false
    return [...this.found.values()].some(({ edit, fn }) => {
      const own = keyOf(edit.pair.next, fn)
      return key === own || key.startsWith(`${own}/`)
    })
  }

  verify(findings: Findings): void {
    for (const { edit, fn } of this.found.values()) {
      const lost = lostBy(fn, edit.pair, this.program)
      const args = { component: fn.key, state: lost.join(', ') }
      findings.add('changed', keyOf(edit.pair.next, fn), lost.length > 0 ? 'IASO3154' : 'IASO3155', fn.node, args)
    }
  }

  wire(emitted: Parameters<typeof cellsOf>[4]): Readonly<Record<string, string>> {
    const { program, edited } = this
    const entries = [...this.found.values()].flatMap(({ edit, fn }) => {
      const version = versionOf(fn, edit.pair)
      return cellsOf(fn, edit.pair.next, program, edited, emitted).map(cell => [cell, version] as const)
    })
    return Object.fromEntries(entries)
  }
}

/** Of all that is run to make an instance: its own code and that of its blocks. What they hand to others is known by its id. */
function versionOf(component: Fn, { next, ids }: Pair): string {
  const own = next.functions.filter(fn => fn === component || (isSvelteComponent(fn) && !isTold(fn)))
  const shapes = own.map(fn => shapeOf((fn.node as t.Function).body, next, each => String(ids.get(each))))
  return digest(shapes.join('\n'), 6)
}

function outermost(fn: Fn): Fn {
  return fn.parent === null ? fn : outermost(fn.parent)
}

/** `export { row }` */
function isHandedOn({ name }: Fn, module: Module): boolean {
  return module.scope.bindings.get(name)?.references.some(({ exported }) => exported) ?? true
}

/** `$.push($$props, true, App, $$anchor)` */
function isTold({ node, parent }: Fn): boolean {
  return parent === null && statementsOf(node).some(each => callOf(each, 'push')?.arguments.length === 4)
}
