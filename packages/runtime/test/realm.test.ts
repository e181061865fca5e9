import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { codeOf, load, openRealm, partOf, patchOf } from './support/realm.js'

describe('a realm', () => {
  it('has one runtime, whoever brings a copy', () => {
    const realm = openRealm()
    const copy = realm.loadCopy()
    load(realm, 'cart')
    copy.define('chat', 'print-chat', 1)(() => [])
    expect(copy.apply).toBe(realm.runtime.apply)
    const patch = patchOf({ parts: [partOf('cart', [0], 1), partOf('chat', [0], 2)] })
    expect(codeOf(copy.apply(patch))).toBe('applied')
    expect(realm.runtime.state('shop').patch?.id).toBe(patch.id)
    expect(realm.heard).toEqual(['applied'])
    expect(codeOf(copy.revert('shop'))).toBe('reverted')
    expect([realm.cell('$cart0'), realm.cell('$chat0')]).toEqual([undefined, undefined])
  })

  it('is reached by patch scripts through the registered symbol', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const script = `globalThis[Symbol.for('iaso')].apply({ app: 'shop', release: 'r1', id: 'p', seq: 1,
      parts: [['cart', 'print-cart', () => ({ $cart0: () => 'new' })]] }).status`
    expect(realm.run(script)).toBe('applied')
    expect(realm.run('$cart0()')).toBe('new')
  })

  it('is not another realm', () => {
    const [one, two] = [openRealm(), openRealm()]
    load(one, 'cart')
    load(two, 'cart')
    one.runtime.apply(patchOf({ parts: [partOf('cart', [0], 1)] }))
    expect(two.cell('$cart0')).toBeUndefined()
    expect(two.runtime.state('shop').patch).toBeUndefined()
  })

  it('shows nothing to those who enumerate globals', () => {
    const realm = openRealm()
    load(realm, 'cart', 100)
    expect(realm.run('Object.keys(globalThis)')).toEqual([])
    expect(realm.run(`Object.getOwnPropertyNames(globalThis).includes('$cart2r')`)).toBe(true)
  })

  it('leaves cells that exist alone', () => {
    const realm = openRealm()
    load(realm, 'cart')
    realm.runtime.apply(patchOf({ parts: [partOf('cart', [0], 1)] }))
    realm.runtime.define('cart', 'print-cart', 3)
    expect(realm.cell('$cart0')).toBeTypeOf('function')
  })
})

/** What a process prints in which `code` runs; in one of its own, for a `vm` context's global object can't be frozen. */
function inProcess(code: string, entry = 'index.js'): unknown {
  const program = `
    Object.defineProperty(globalThis, '$iaso:shop', { value: 'r1' })
    const lines = []
    const log = line => lines.push(line)
    const freeze = () => Object.freeze(globalThis)
    const patch = (id, ...cells) => ({ app: 'shop', release: 'r1', id, seq: 1,
      parts: [['cart', 'print-cart', () => Object.fromEntries(cells.map(name => [name, () => id]))]] })
    const runtime = () => import(process.argv[1]).then(exports => exports.apply ? exports : Iaso)
    ${code}
    console.log(JSON.stringify(lines))`
  const url = new URL(`../dist/${entry}`, import.meta.url).href
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program, url], { encoding: 'utf8' }))
}

describe('a frozen global object', () => {
  it('rejects patches, and keeps the one that was live', () => {
    const code = `
      const { apply, define, revert, state } = await runtime()
      define('cart', 'print-cart', 2)(() => [])
      apply(patch('live', '$cart0'))
      freeze()
      for (const each of [patch('next', '$cart0', '$cart1'), patch('empty')]) {
        const { status, code, args, functions } = apply(each)
        log([status, code, ...args, functions])
      }
      const { status, code } = revert('shop')
      log([status, code, $cart0(), $cart1, state('shop').patch.id])`
    const rejected = ['rejected', 'IASO1206', '$cart0', 0]
    expect(inProcess(code)).toEqual([rejected, rejected, ['rejected', 'IASO1206', 'live', null, 'live']])
  })

  it('is noticed in sloppy code, too', () => {
    const code = `
      const { readFileSync } = await import('node:fs')
      const { Script } = await import('node:vm')
      const text = readFileSync(new URL(process.argv[1]), 'utf8').replaceAll(/['"\`]use strict['"\`]/g, '0')
      const { apply, define } = new Script(text + ';Iaso').runInThisContext()
      define('cart', 'print-cart', 1)(() => [])
      freeze()
      log(apply(patch('p', '$cart0')).code)`
    expect(inProcess(code, 'iaso.global.js')).toEqual(['IASO1206'])
  })

  it('rejects a patch that needs cells of its own, where only what is there can be set', () => {
    const code = `
      const { apply, define } = await runtime()
      define('cart', 'print-cart', 1)(() => [])
      Object.preventExtensions(globalThis)
      const link = context => { context.cells('cart', 2); return { $cart0: () => $cart1 } }
      const { status, code } = apply({ ...patch('p'), parts: [['cart', 'print-cart', link]] })
      log([status, code, $cart0 === undefined, apply(patch('q', '$cart0')).status])`
    expect(inProcess(code)).toEqual([['rejected', 'IASO1207', true, 'applied']])
  })

  it('throws when the runtime is loaded, or a guarded module', () => {
    const code = `
      freeze()
      await runtime().catch(error => log(error.name))`
    expect(inProcess(code)).toEqual(['TypeError'])
    const later = `
      const { define } = await runtime()
      freeze()
      try { define('cart', 'print-cart', 1) } catch (error) { log(error.name) }`
    expect(inProcess(later)).toEqual(['TypeError'])
  })
})
