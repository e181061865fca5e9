import * as t from '@babel/types'
import { type Fn, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Code, Mapping } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'

/**
 * What the compilers of Vue and Svelte make of a template keeps caches and counts on its own earlier output: new code behind it would show
 * nothing, or the wrong thing, unless an adapter in the page renders it anew. Handlers and functions beside the template are functions like any other.
 */
export function verifyTemplates({ pair, changes }: Edited, { mapping }: Program, findings: Findings): void {
  for (const { fn } of changes) {
    const args = { function: fn.key }
    const note = (code: Code) => findings.add('changed', keyOf(pair.next, fn), code, fn.node, args)
    if (isVueTemplate(fn) && !hasAdapter('vue', mapping)) note('IASO2118')
    else if (isSvelteComponent(fn)) note('IASO3011')
    else if (isSetup(fn, pair) && makesOtherThings(fn, pair)) note('IASO3093')
    else if (hasRun(fn, pair)) note('IASO3094')
  }
}

/** The release brought it along. */
function hasAdapter(name: string, { unguarded }: Mapping): boolean {
  return Object.keys(unguarded).some(path => path.startsWith(`@iaso/${name}/`))
}

/** Vue calls it once an instance; and composables, which it calls. */
function isSetup(fn: Fn, { next }: Pair): boolean {
  if (!importsVue(next)) return false
  return (fn.name === 'setup' && fn.node.type === 'ObjectMethod') || /^use[A-Z]/.test(fn.name)
}

/** What it has made for living instances isn't what it makes now. Functions aside: those are there for closures that ask for them. */
function makesOtherThings(fn: Fn, pair: Pair): boolean {
  const old = pair.released.get(pair.ids.get(fn) as number)
  if (old === undefined) return false
  const before = madeBy(old, pair.old, each => String(each.id))
  const after = madeBy(fn, pair.next, each => String(pair.ids.get(each)))
  return before.join('\n') !== after.join('\n')
}

function madeBy({ node }: Fn, module: Module, nameOf: (fn: Fn) => string): string[] {
  const block = 'body' in node ? (node.body as t.Node) : undefined
  const body = block !== undefined && t.isBlockStatement(block) ? block.body : []
  return body.filter(statement => !isPlain(statement)).map(statement => shapeOf(statement, module, nameOf))
}

/** Nothing that an instance keeps. */
function isPlain(statement: t.Statement): boolean {
  if (statement.type === 'FunctionDeclaration') return true
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return false
  return statement.declarations.every(({ init }) => t.isFunction(init) || t.isLiteral(init))
}

const ONCE = /^(?:onBeforeMount|onMounted|onServerPrefetch|watchEffect|watchPostEffect|watchSyncEffect)$/

/** `onMounted(() => …)`: it ran for instances that are on the screen. */
function hasRun(fn: Fn, { next }: Pair): boolean {
  if (!importsVue(next)) return false
  let found = false
  t.traverseFast(next.program, node => {
    if (node.type !== 'CallExpression' || node.arguments[0] !== fn.node || node.callee.type !== 'Identifier') return
    const imported = next.references.get(node.callee)?.binding?.imported
    if (imported?.source === 'vue' && ONCE.test(imported.name)) found = true
  })
  return found
}

function importsVue({ program }: Module): boolean {
  return program.body.some(node => node.type === 'ImportDeclaration' && node.source.value === 'vue')
}

/** `(_ctx, _cache) => …`, and all that it calls while it renders; a handler that it caches is called later. */
function isVueTemplate(fn: Fn): boolean {
  for (let at: Fn | null = fn; at !== null; at = at.parent) {
    if (paramName(at, 0) === '_ctx' && paramName(at, 1) === '_cache') return true
    if (/^on[A-Z]/.test(at.name) || paramName(at, 0) === '$event') return false
  }
  return false
}

/** `function App($$anchor, $$props)`: called once an instance. */
function isSvelteComponent(fn: Fn): boolean {
  return paramName(fn, 0) === '$$anchor'
}

function paramName(fn: Fn, at: number): string | undefined {
  const param = 'params' in fn.node ? fn.node.params[at] : undefined
  return param !== undefined && t.isIdentifier(param) ? param.name : undefined
}
