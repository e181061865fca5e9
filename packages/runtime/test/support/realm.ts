import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import type * as Client from '../../src/client.js'
import type * as Runtime from '../../src/index.js'
import type { Link, Result, WireContext, WirePart, WirePatch } from '../../src/index.js'

const BUNDLE = readFileSync(new URL('../../dist/iaso.global.js', import.meta.url), 'utf8')

type Registry = typeof Runtime & typeof Client

/** A realm of its own with the built runtime and a release of `app`. */
export interface Realm {
  readonly runtime: Registry
  /** Everything that listeners heard, as `status` or `status code`. */
  readonly heard: string[]
  run(code: string): unknown
  cell(name: string): unknown
  /** What the cell's implementation returns. */
  call(name: string): unknown
  /** Loads the built bundle once more. */
  loadCopy(): Registry
}

export function openRealm({ prologue = '' } = {}): Realm {
  const context = createContext({})
  const run = (code: string) => runInContext(code, context)
  const loadCopy = () => run(`(() => { ${BUNDLE}; return Iaso })()`) as Registry
  run(`Object.defineProperty(globalThis, '$iaso:shop', { value: 'r1' }); ${prologue}`)
  const runtime = loadCopy()
  runtime.define(OWN, '', 0)(() => [])
  const heard: string[] = []
  for (const event of ['applied', 'rejected', 'reverted', 'failed'] as const)
    runtime.on(event, (result: Result) => heard.push(codeOf(result)))
  const cell = (name: string) => run(`globalThis[${JSON.stringify(name)}]`)
  return { runtime, heard, run, loadCopy, cell, call: name => (cell(name) as (() => unknown) | undefined)?.() }
}

let patches = 0

/** A patch script announces it. */
const OWN = Symbol() as never as string

export function patchOf(fields: Partial<WirePatch>): WirePatch {
  patches++
  return { app: 'shop', release: 'r1', id: `p${patches}`, seq: patches, parts: [], ...fields }
}

/** A part that puts a function returning `value` into each of the module's cells. */
export function partOf(module: string, cells: readonly number[], value: unknown): WirePart {
  return linked(module, () => Object.fromEntries(cells.map(n => [`$${module}${n.toString(36)}`, () => value])))
}

export function linked(module: string, link: Link): WirePart {
  return [module, `print-${module}`, link]
}

/** A part that brings a module: as generated code has it, the table comes last. */
export function addedOf(id: string, body: (context: WireContext) => void = () => {}): WirePart {
  const evaluate = (context: WireContext) => {
    const register = context.define(id, `print-${id}`, 1)
    body(context)
    register(() => [() => id])
  }
  return bringing(id, evaluate)
}

/** A part that keeps what `evaluate` answers, as one for what the release doesn't have. */
export function bringing(id: string, evaluate: (context: WireContext) => unknown): WirePart {
  const link: Link = (context, irrevocable) => {
    context.keep(id, () => {
      irrevocable()
      return evaluate(context)
    })
    return {}
  }
  return [OWN, '', link]
}

export function throwing(): never {
  throw new Error('no')
}

/** Announces and registers a module as generated code does. */
export function load(realm: Realm, module: string, cells = 3, table: readonly unknown[] = []): void {
  realm.runtime.define(module, `print-${module}`, cells)(() => table)
}

export function codeOf(result: Result): string {
  return 'code' in result ? `${result.status} ${result.code}` : result.status
}
