import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { codeOf, load, openRealm, partOf, patchOf } from './support/realm.js'

describe('a realm', () => {
  it('has one runtime, whoever brings a copy', () => {
    const realm = openRealm()
    const copy = realm.loadCopy()
    load(realm, 'cart')
    copy.define('chat', 'print-chat', 1)([])
    expect(copy.apply).toBe(realm.runtime.apply)
    const patch = patchOf({ parts: [partOf('cart', [0], 1), partOf('chat', [0], 2)] })
    expect(codeOf(copy.apply(patch))).toBe('applied')
    expect(realm.runtime.state().patch).toBe(patch.id)
    expect(realm.heard).toEqual(['applied'])
  })

  it('is reached by patch scripts through the registered symbol', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const script = `globalThis[Symbol.for('iaso')].apply({ v: 1, app: 'shop', release: 'r1', id: 'p', seq: 1, added: [],
      parts: [['cart', 'print-cart', () => ({ $cart0: () => 'new' }), []]] }).status`
    expect(realm.run(script)).toBe('applied')
    expect(realm.run('$cart0()')).toBe('new')
  })

  it('is not another realm', () => {
    const [one, two] = [openRealm(), openRealm()]
    load(one, 'cart')
    load(two, 'cart')
    one.runtime.apply(patchOf({ parts: [partOf('cart', [0], 1)] }))
    expect(two.cell('$cart0')).toBeUndefined()
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

// Frozen in a process of its own: a `vm` context's global object can't be frozen.
describe.each(['before', 'after'])('a global object frozen %s the application loads', when => {
  it('rejects patches', () => {
    const freeze = 'Object.freeze(globalThis)'
    const code = `
      Object.defineProperty(globalThis, '$iaso:shop', { value: 'r1' })
      ${when === 'before' ? freeze : ''}
      const { apply, define } = await import(process.argv[1])
      define('cart', 'print-cart', 1)([])
      ${when === 'after' ? freeze : ''}
      const parts = [['cart', 'print-cart', () => ({ $cart0: () => 1 }), []]]
      console.log(apply({ v: 1, app: 'shop', release: 'r1', id: 'p', seq: 1, added: [], parts }).code)`
    const runtime = new URL('../dist/index.js', import.meta.url).href
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', code, runtime], { encoding: 'utf8' })
    expect(output.trim()).toBe('IASO1206')
  })
})
