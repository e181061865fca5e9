import * as t from '@babel/types'
import { type Fn, shapeOf } from '@iaso/babel-plugin'
import { obstacles } from '../compare/renew.js'
import type { Pair } from '../program.js'
import { within } from '../screen/reach.js'
import { declarationOf } from '../verify/initial-values.js'
import { handedOver } from './handed.js'
import { isRepeatable, isState, madeBy, namesIn, type Setup, setupOf } from './setup.js'

/** How an instance that is on the screen comes to what a changed `setup` makes. */
export interface Plan {
  readonly setup: Setup
  readonly old: Setup
  /** All of it runs again; else only what is new. */
  readonly again: boolean
  /** Statements that ran, and don't run again. */
  readonly skipped: ReadonlySet<t.Statement>
  /** Statements that make state, with the name under which an instance has it. */
  readonly kept: ReadonlyMap<t.Statement, string>
  /** State that begins anew. */
  readonly lost: readonly string[]
  /** What is called again that isn't Vue's. */
  readonly repeated: readonly string[]
  /** State that begins with something else now. */
  readonly renewed: readonly string[]
  /** Keys of functions of which an instance goes on holding closures: what doesn't run again holds them. */
  readonly held: ReadonlySet<string>
}

/** Looked up where they are called: what they answer is everybody's. */
const SHARED = /^(?:use(?:\w*Store|Head|I18n|QueryClient|Route|Router|SeoMeta)|storeToRefs)$/

/** @param isTainted a function of the application that is called makes something else now, so that the statement does */
export function planOf(fn: Fn, pair: Pair, isTainted: (node: t.Node) => boolean): Plan | undefined {
  const release = pair.released.get(pair.ids.get(fn) as number)
  const setup = setupOf(fn, pair.next)
  const old = release && setupOf(release, pair.old)
  if (setup === undefined || old === undefined || (setup.render === undefined) !== (old.render === undefined))
    return undefined
  const { same, gone } = align(setup, old, pair, isTainted)
  if (same.size === setup.statements.length && gone.length === 0 && reaches(setup, pair)) return undefined
  const known = handedOver(old, pair)
  const kept = new Map(setup.statements.flatMap(each => keptAs(each, setup, old)))
  const skipped = new Set([...same].filter(each => !isRemade(each, setup)))
  const again =
    gone.some(each => !isSoft(each, old, known)) ||
    [...skipped].some(each => !canSkip(each, setup, old, skipped, known))
  const lost = again ? lostOf(setup, old, known) : []
  return {
    setup,
    old,
    again,
    skipped: again ? new Set() : skipped,
    kept,
    lost,
    repeated: again ? repeatedOf(setup) : [],
    renewed: renewedOf(old, kept, same, known),
    held: again ? new Set() : heldBy(skipped, setup),
  }
}

/** Functions in what doesn't run again, and those that they mention. */
function heldBy(skipped: ReadonlySet<t.Statement>, { fn, module }: Setup): Set<string> {
  const nodes = new Set<t.Node>(skipped)
  const held = new Set<string>()
  for (const node of nodes) {
    for (const each of module.functions) if (each !== fn && within(each.node, node, module)) held.add(each.key)
    for (const reference of module.references.values()) {
      if (reference.binding?.owner !== fn || !within(reference.node, node, module)) continue
      const declaration = declarationOf(reference.binding, module)
      if (declaration !== undefined && isPlainFunction(declaration)) nodes.add(declaration)
    }
  }
  return held
}

function isPlainFunction(node: t.Node): boolean {
  return node.type === 'FunctionDeclaration' || (node.type === 'VariableDeclarator' && t.isFunction(node.init))
}

/** The guards that are out there hand over what the new functions ask for. */
function reaches({ fn }: Setup, pair: Pair): boolean {
  return fn.children.every(child =>
    (pair.cells.get(pair.ids.get(child) as number) ?? []).every(cell => obstacles(child, cell, pair, '').length === 0),
  )
}

interface Alignment {
  /** New statements that the release has. */
  readonly same: Set<t.Statement>
  /** Statements of the release that the new source doesn't have. */
  readonly gone: readonly t.Statement[]
}

/** The longest common sequence; functions within stand for themselves, as they are live on their own. */
function align(setup: Setup, old: Setup, { ids }: Pair, isTainted: (node: t.Node) => boolean): Alignment {
  const a = old.statements.map(each => shapeOf(each, old.module, ({ id }) => String(id)))
  const b = setup.statements.map(each =>
    isTainted(each) ? '' : shapeOf(each, setup.module, inner => String(ids.get(inner))),
  )
  const best = [...a, ''].map(() => [...b, ''].map(() => 0))
  const at = (i: number, j: number) => best[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (best[i] as number[])[j] = a[i] === b[j] ? 1 + at(i + 1, j + 1) : Math.max(at(i + 1, j), at(i, j + 1))
  const same = new Set<t.Statement>()
  const gone: t.Statement[] = []
  let [i, j] = [0, 0]
  while (i < a.length)
    if (j < b.length && a[i] === b[j]) {
      same.add(setup.statements[j++] as t.Statement)
      i++
    } else if (j < b.length && at(i, j) === at(i, j + 1)) j++
    else gone.push(old.statements[i++] as t.Statement)
  return { same, gone }
}

/** State goes by its name; one that the release doesn't have, or has as something else, by another. */
function keptAs(statement: t.Statement, setup: Setup, old: Setup): [t.Statement, string][] {
  const made = madeBy(statement, setup.module)
  if (made === undefined || !isState(made)) return []
  const [name = ''] = namesIn(made.id)
  const before = stateNamed(name, old)
  return [[statement, before?.callee === made.callee ? name : `${made.callee} ${name}`]]
}

function stateNamed(name: string, setup: Setup) {
  for (const each of setup.statements) {
    const made = madeBy(each, setup.module)
    if (made !== undefined && isState(made) && namesIn(made.id)[0] === name) return { ...made, statement: each }
  }
  return undefined
}

function isRemade(statement: t.Statement, setup: Setup): boolean {
  const made = madeBy(statement, setup.module)
  return made !== undefined && isRepeatable(made, setup)
}

/** To leave it out, or to have it another way, leaves nothing behind. */
function isSoft(statement: t.Statement, old: Setup, known: ReadonlyMap<string, unknown>): boolean {
  const made = madeBy(statement, old.module)
  if (made === undefined) return false
  if (!isState(made)) return isRepeatable(made, old)
  const [name = ''] = namesIn(made.id)
  // what was handed on, and can't be had, has another life
  return known.has(name) || isUnused(name, old)
}

function isUnused(name: string, { fn }: Setup): boolean {
  const binding = fn.bodyScope.bindings.get(name)
  return binding?.references.every(({ node }) => node === binding.node) ?? true
}

/** Who runs anew finds what it made. */
function canSkip(
  statement: t.Statement,
  setup: Setup,
  old: Setup,
  skipped: ReadonlySet<t.Statement>,
  known: ReadonlyMap<string, unknown>,
): boolean {
  const wanted = wantedOf(statement, setup, skipped)
  if (wanted.length === 0) return true
  const made = madeBy(statement, setup.module)
  const isSimple =
    made !== undefined && (made.id.type === 'Identifier' || (made.id.type === 'ObjectPattern' && isFlat(made.id)))
  return isSimple && wanted.every(name => known.has(name) || (isState(made) && isUnused(name, old)))
}

/** `{ x, y: z }` */
function isFlat({ properties }: t.ObjectPattern): boolean {
  return properties.every(
    each =>
      each.type === 'ObjectProperty' &&
      !each.computed &&
      each.key.type === 'Identifier' &&
      each.value.type === 'Identifier',
  )
}

/** Names that a statement declares, and that others read than those that are left out. */
function wantedOf(statement: t.Statement, { fn, module }: Setup, skipped: ReadonlySet<t.Statement>): string[] {
  const names = statement.type === 'VariableDeclaration' ? namesIn(statement) : []
  return names.filter(name =>
    fn.bodyScope.bindings
      .get(name)
      ?.references.some(({ node }) => ![...skipped].some(each => within(node, each, module))),
  )
}

function lostOf(setup: Setup, old: Setup, known: ReadonlyMap<string, unknown>): string[] {
  const now = new Set(setup.statements.flatMap(each => namesOf(each)))
  const lost = old.statements.flatMap(each => {
    const made = madeBy(each, old.module)
    if (made === undefined) return namesOf(each).filter(name => old.fn.bodyScope.bindings.get(name)?.assigned)
    if (isRepeatable(made, old) || SHARED.test(made.callee)) return []
    const [name = ''] = namesIn(made.id)
    if (isState(made) && known.has(name) && stateNamed(name, setup)?.callee === made.callee) return []
    return namesIn(made.id)
  })
  return lost.filter(name => now.has(name))
}

function namesOf(statement: t.Statement): string[] {
  return statement.type === 'VariableDeclaration' ? namesIn(statement) : []
}

/** Calls that stand for themselves: `bus.on(…)`. */
function repeatedOf({ statements, module }: Setup): string[] {
  return statements.flatMap(statement => {
    const call = statement.type === 'ExpressionStatement' ? statement.expression : undefined
    if (call?.type !== 'CallExpression') return []
    const { callee } = call
    const source = callee.type === 'Identifier' ? module.references.get(callee)?.binding?.imported?.source : undefined
    if (source === 'vue' || (callee.type === 'Identifier' && /^(?:use[A-Z]|__expose$)/.test(callee.name))) return []
    return callee.type === 'Identifier'
      ? [`${callee.name}()`]
      : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
        ? [`${callee.property.name}()`]
        : ['…()']
  })
}

function renewedOf(
  old: Setup,
  kept: ReadonlyMap<t.Statement, string>,
  same: ReadonlySet<t.Statement>,
  known: ReadonlyMap<string, unknown>,
): string[] {
  return [...kept].flatMap(([statement, name]) =>
    !same.has(statement) && known.has(name) && stateNamed(name, old) !== undefined ? [name] : [],
  )
}
