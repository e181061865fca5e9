import * as t from '@babel/types'
import { type Fn, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { parseMarkup } from './markup.js'
import { type Changes, changesBetween, type Side } from './match.js'
import { hasSvelte, helperOf, isSvelteComponent } from './svelte.js'
import { type Walk, walkOf } from './walks.js'

/** What becomes of the copies of a template that are on the page: `[name, name afterwards, how, and back]`. */
export type TemplateChange = readonly [from: string, to: string, up: Changes, down: Changes]

/** Components of which nothing changed but markup that nobody computes, so that what is on the page can be brought to it where it stands. */
export class Templates {
  private readonly byFn = new Map<Fn, TemplateChange>()
  private readonly keys = new Set<string>()

  constructor(program: Program, edited: readonly Edited[]) {
    if (!hasSvelte(program.mapping) || program.input.drill) return
    const isHydrated = mayHydrate(program)
    for (const { pair, changes, reads } of edited)
      for (const { fn } of changes) {
        const change = changeOf(fn, pair, reads.get(fn) ?? '', isHydrated)
        if (change === undefined) continue
        this.byFn.set(fn, change)
        this.keys.add(keyOf(pair.next, fn))
      }
  }

  covers(fn: Fn): boolean {
    return this.byFn.has(fn)
  }

  /** A variable begins with a node that is found by other steps: it is the one that closures have. */
  isSettled(code: Code, key: string): boolean {
    return code === 'IASO3012' && this.keys.has(key)
  }

  wire(): TemplateChange[] {
    return [...this.byFn.values()]
  }
}

/** What a server has written has other nodes around blocks than what the page made. */
function mayHydrate({ mapping, input }: Program): boolean {
  return (
    Object.keys(mapping.unguarded).some(path => /(?:^|\/)(?:@sveltejs\/kit|@astrojs\/svelte)\//.test(path)) ||
    Object.values(input.modules).some(({ code }) => /\bhydrate\b[^;]*from\s*["']svelte["']/.test(code))
  )
}

function changeOf(fn: Fn, pair: Pair, reads: string, isHydrated: boolean): TemplateChange | undefined {
  const old = pair.released.get(pair.ids.get(fn) as number)
  if (!isSvelteComponent(fn) || old === undefined) return undefined
  // it reads something else that is another now
  if (reads.split('\n').some(each => each !== '' && !/^root(?:_\d+)? /.test(each))) return undefined
  const [before, after] = [walkIn(old), walkIn(fn)]
  if (before === undefined || after === undefined) return undefined
  if (restOf(before, pair.old, pair) !== restOf(after, pair.next, pair)) return undefined
  const [was, is] = [templateOf(before, pair.old), templateOf(after, pair.next)]
  if (was === undefined || is === undefined || was.flags !== is.flags || was.name === is.name) return undefined
  if (!isAlone(was.name, pair) || !isAlone(is.name, pair)) return undefined
  const up = changesBetween(was.side, is.side, isHydrated)
  const down = changesBetween(is.side, was.side, isHydrated)
  return up && down && [was.name, is.name, up, down]
}

function walkIn({ node }: Fn): Walk | undefined {
  const body = 'body' in node ? (node.body as t.Node) : undefined
  return t.isBlockStatement(body) ? walkOf(body) : undefined
}

function restOf({ rest, places }: Walk, module: Module, { ids, released }: Pair): string {
  const idOf = (fn: Fn) => String(released.get(fn.id) === fn ? fn.id : ids.get(fn))
  return [...rest.map(each => shapeOf(each, module, idOf)), ...[...places.keys()].sort()].join('\n')
}

interface Template {
  /** That its copies on the page carry. */
  readonly name: string
  readonly flags: number
  readonly side: Side
}

function templateOf({ template, places }: Walk, module: Module): Template | undefined {
  const call = templatesIn(module).get(template)
  const [content, flags, name] = call?.arguments ?? []
  const html = t.isTemplateLiteral(content) ? content.quasis[0]?.value.cooked : undefined
  const nodes = html == null ? undefined : parseMarkup(html)
  if (nodes === undefined || !t.isNumericLiteral(flags) || !t.isStringLiteral(name)) return undefined
  return { name: name.value, flags: flags.value, side: { nodes, places } }
}

/** Another template of the same content would be taken for it. */
function isAlone(name: string, { old, next }: Pair): boolean {
  return [old, next].every(
    module =>
      [...templatesIn(module).values()].filter(call => t.isStringLiteral(call.arguments[2], { value: name })).length <=
      1,
  )
}

function templatesIn({ program }: Module): Map<string, t.CallExpression> {
  const found = new Map<string, t.CallExpression>()
  for (const statement of program.body)
    for (const { id, init } of statement.type === 'VariableDeclaration' ? statement.declarations : [])
      if (t.isIdentifier(id) && isTemplate(init)) found.set(id.name, init)
  return found
}

/** Markup of a Svelte component: whoever makes copies of it reads it then. */
export function isTemplate(node: t.Node | null | undefined): node is t.CallExpression {
  return node?.type === 'CallExpression' && /^from_(?:html|svg|mathml|tree)$/.test(helperOf(node) ?? '')
}
