import { createRequire } from 'node:module'
import { type Context, createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type * as CommonJs from '../src/commonjs.js'
import { copyId, originalId } from '../src/copies/identity.js'

const BUILT = createRequire(import.meta.url).resolve('../dist/commonjs.cjs')
const ID = 'cartId'

/** The runtime for CommonJS, in a context of its own. */
function openRuntime() {
  const context = createContext({})
  const load = runInContext(
    '(load => { const module = { exports: {} }; load(module, module.exports); return module.exports })',
    context,
  )
  const { readFileSync } = createRequire(import.meta.url)('node:fs')
  const body = runInContext(
    `(function (require) { return (module, exports) => {${readFileSync(BUILT, 'utf8')}\n} })`,
    context,
  )
  const runtime = load(body(createRequire(import.meta.url))) as typeof CommonJs
  runInContext(`Object.defineProperty(globalThis, '$iaso:shop', { value: 'r1' })`, context)
  const heard: string[] = []
  for (const status of ['applied', 'rejected', 'reverted', 'failed'] as const)
    runtime.on(status, result => heard.push('code' in result ? `${status} ${result.code} ${result.args}` : status))
  const cell = (name: string, global: Context = context) =>
    runInContext(`globalThis[${JSON.stringify(name)}]?.()`, global)
  const evaluate = (id: string, value: unknown = id, module = ID) =>
    runtime.define(id, `print-${module}`, 2)(() => [() => value])
  const apply = ({ parts, ...patch }: ReturnType<typeof patchOf>) =>
    runtime.apply({
      ...patch,
      parts: parts.map(([id, link, kind]) => [id, `print-${id}`, runInContext(link, context), kind]),
    })
  return { runtime: { ...runtime, apply }, heard, cell, evaluate }
}

/** A part as its text is in a patch script. */
function partOf(id: string, body: string, kind?: 0): readonly [id: string, link: string, kind: 0 | undefined] {
  return [id, `$c => (${body})`, kind]
}

const SAY = partOf(
  ID,
  `{ $${ID}0: () => [$c.table("${ID}")[0](0)(), $c.keep("${ID}.n", () => ({ n: 0 })).n++].join(' ') }`,
)

let patches = 0
function patchOf(...parts: ReturnType<typeof partOf>[]) {
  patches++
  return { app: 'shop', release: 'r1', id: `p${patches}`, seq: patches, parts }
}

describe('ids of copies', () => {
  it('say which module they are of, are as long, and stand in names', () => {
    const seen = new Set<string>()
    for (const id of ['000000', 'zzzzzz', 'cartId', 'Z0aQ9_'])
      for (const number of [0, 1, 61, 62, 4000, 99_999]) {
        const copy = copyId(id, number)
        expect([originalId(copy), copy.length]).toEqual([id, id.length])
        expect(new Function(`var $${copy}0 = 1; return $${copy}0`)()).toBe(1)
        seen.add(copy)
      }
    expect(seen.size).toBe(24)
    expect(originalId('cartId')).toBeUndefined()
  })
})

describe('a copy of a module', () => {
  it('takes the live patch before its body runs, whichever came first', () => {
    const { runtime, evaluate, cell } = openRuntime()
    const [one, two] = [copyId(ID, 0), copyId(ID, 1)]
    evaluate(ID)
    evaluate(one)
    expect(runtime.apply(patchOf(SAY))).toMatchObject({ status: 'applied', functions: 2 })
    evaluate(two)
    const all = [ID, one, two]
    expect(all.map(id => cell(`$${id}0`))).toEqual(all.map(id => `${id} 0`))
    expect(all.map(id => cell(`$${id}0`))).toEqual(all.map(id => `${id} 1`))
    expect(runtime.revert('shop')).toMatchObject({ status: 'reverted', functions: 3 })
    expect(all.map(id => cell(`$${id}0`))).toEqual([undefined, undefined, undefined])
    evaluate(copyId(ID, 2))
    expect(cell(`$${copyId(ID, 2)}0`)).toBeUndefined()
  })

  it('that is of other code rejects the patch', () => {
    const { runtime, heard, evaluate } = openRuntime()
    evaluate(ID)
    evaluate(copyId(ID, 0), 1, 'other')
    runtime.apply(patchOf(SAY))
    expect(heard).toEqual([`rejected IASO1203 ${copyId(ID, 0)}`])
  })

  it('is one of several that another module could mean: rejected, and what is live stays', () => {
    const { runtime, heard, evaluate, cell } = openRuntime()
    evaluate(ID)
    evaluate('mainId', 'main', 'mainId')
    const reader = partOf('mainId', `{ $mainId0: () => $c.table("${ID}")[0](0)() }`)
    const first = patchOf(reader)
    runtime.apply(first)
    evaluate(copyId(ID, 0))
    expect(cell('$mainId0')).toBe(ID)
    runtime.apply(first)
    runtime.apply(patchOf(SAY, reader))
    expect(heard).toEqual(['applied', 'applied', `rejected IASO1204 ${ID}`])
    expect(cell('$mainId0')).toBe(ID)
  })

  it('that comes late and means one of several takes the patch back', () => {
    const { runtime, heard, evaluate, cell } = openRuntime()
    evaluate(ID)
    evaluate('mainId', 'main', 'mainId')
    runtime.apply(patchOf(partOf('mainId', `{ $mainId0: () => $c.table("${ID}")[0](0)() }`)))
    evaluate(copyId(ID, 0))
    evaluate(copyId('mainId', 0), 'second', 'mainId')
    expect(heard).toEqual(['applied', 'reverted', `failed IASO1204 ${ID}`])
    expect(cell('$mainId0')).toBeUndefined()
  })

  it('rejects a patch that has something for its module to run once', () => {
    const { runtime, heard, evaluate } = openRuntime()
    evaluate(ID)
    evaluate(copyId(ID, 0))
    runtime.apply(patchOf(SAY, partOf(ID, '{ "": [() => {}] }')))
    expect(heard).toEqual([`rejected IASO1204 ${ID}`])
  })

  it('answers for itself what a patch asks of its module', () => {
    const { runtime, heard, evaluate, cell } = openRuntime()
    const [one, two] = [copyId(ID, 0), copyId(ID, 1)]
    const hasRun: Record<string, boolean> = {}
    const condition = partOf(
      ID,
      `(() => {
        const asked = $c.keep("${ID} ran make", () => ({}))
        if (!asked.v && $c.table("${ID}")[0](0)()()) throw { code: "IASO1208", args: ["${ID}"] }
        return { "": [on => { asked.v = on }] }
      })()`,
      0,
    )
    for (const id of [ID, one]) evaluate(id, () => hasRun[id])
    const patch = patchOf(condition, SAY)
    hasRun[one] = true
    runtime.apply(patch)
    expect(heard).toEqual([`rejected IASO1208 ${one}`])
    expect(cell(`$${one}0`)).toBeUndefined()
    hasRun[one] = false
    runtime.apply(patch)
    expect(heard.at(-1)).toBe('applied')
    // one that comes while the patch is live has not run
    evaluate(two, () => hasRun[two])
    expect([ID, one, two].map(id => typeof cell(`$${id}0`))).toEqual(['string', 'string', 'string'])
    // what was asked holds for the next patch, copy by copy
    hasRun[two] = true
    expect(runtime.apply(patchOf(condition, SAY))).toMatchObject({ status: 'applied' })
    runtime.revert('shop')
    runtime.apply(patch)
    expect(heard.at(-1)).toBe(`rejected IASO1208 ${two}`)
  })

  it('in another realm has its cells there, and what is made for it is made of what is there', () => {
    const { runtime, evaluate, cell } = openRuntime()
    const other = createContext({ define: runtime.define })
    const define = () => runInContext(`define('${ID}', 'print-${ID}', 2, globalThis)(() => [() => 'there'])`, other)
    evaluate(ID)
    define()
    expect(runInContext(`typeof $${ID}0 + ('$${ID}0' in globalThis)`, other)).toBe('undefinedtrue')
    const made = partOf(
      ID,
      `($c.cells("${ID}", 3), { $${ID}0: () => [$c.table("${ID}")[0](0)(), [] instanceof Array, typeof define, $${ID}2].join() })`,
    )
    expect(runtime.apply(patchOf(made))).toMatchObject({ status: 'applied', functions: 2 })
    expect([cell(`$${ID}0`), cell(`$${ID}0`, other)]).toEqual([`${ID},true,undefined,`, 'there,true,function,'])
    expect(runtime.revert('shop')).toMatchObject({ functions: 2 })
    expect([cell(`$${ID}0`), cell(`$${ID}0`, other)]).toEqual([undefined, undefined])
    // Once more in the same realm: these two share their cells.
    define()
    expect(runtime.apply(patchOf(made))).toMatchObject({ status: 'rejected', code: 'IASO1204' })
  })
})
