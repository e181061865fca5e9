import { describe, expect, it } from 'vitest'
import type { WireContext } from '../src/index.js'
import { codeOf, load, openRealm, partOf, patchOf } from './support/realm.js'

describe('apply', () => {
  it('sets cells and reports numbers', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const patch = patchOf({ parts: [partOf('cart', [0, 2], 'new')] })
    const result = realm.runtime.apply(patch)
    expect(result).toMatchObject({ status: 'applied', app: 'shop', patch: patch.id, functions: 2, pending: 0 })
    expect(result.ms).toBeGreaterThanOrEqual(0)
    expect((realm.cell('$cart0') as () => string)()).toBe('new')
    expect(realm.cell('$cart1')).toBeUndefined()
    expect(realm.runtime.state()).toMatchObject({ release: 'r1', patch: patch.id, seq: patch.seq, modules: ['cart'] })
  })

  it('is cumulative: the next patch replaces all of the last, whatever its number', () => {
    const realm = openRealm()
    load(realm, 'cart')
    realm.runtime.apply(patchOf({ seq: 9, parts: [partOf('cart', [0, 1], 1)] }))
    realm.runtime.apply(patchOf({ seq: 2, parts: [partOf('cart', [1, 2], 2)] }))
    expect(realm.cell('$cart0')).toBeUndefined()
    expect((realm.cell('$cart1') as () => number)()).toBe(2)
    expect(realm.runtime.state().seq).toBe(2)
  })

  it('does nothing for the patch that is live', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const patch = patchOf({ parts: [partOf('cart', [0], 1)] })
    realm.runtime.apply(patch)
    const before = realm.cell('$cart0')
    expect(realm.runtime.apply(patch)).toMatchObject({ status: 'applied', functions: 0 })
    expect(realm.cell('$cart0')).toBe(before)
  })

  it.each([
    ['IASO1201', { app: 'other' }],
    ['IASO1202', { release: 'r2' }],
    ['IASO1208', { v: 2 }],
  ])('rejects with %s a patch for something else: %o', (code, fields) => {
    const realm = openRealm()
    expect(codeOf(realm.runtime.apply(patchOf(fields)))).toBe(`rejected ${code}`)
    expect(realm.heard).toEqual([`rejected ${code}`])
  })

  it('rejects a part for other code, unless another part fits', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const [id, , link] = partOf('cart', [0], 'fits')
    const other = [id, 'other', () => ({}), []] as const
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [other] })))).toBe('rejected IASO1203')
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [other, [id, 'print-cart', link, []]] })))).toBe('applied')
  })

  it('rejects a part that reads a module that is not loaded', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const patch = patchOf({ parts: [partOf('cart', [0], 1, ['price'])] })
    expect(realm.runtime.apply(patch)).toMatchObject({ code: 'IASO1205', args: { module: 'price' } })
    load(realm, 'price')
    expect(codeOf(realm.runtime.apply(patch))).toBe('applied')
  })

  it('rejects an unknown cell, and what is no function', () => {
    const realm = openRealm()
    load(realm, 'cart', 1)
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [partOf('cart', [0, 1], 1)] })))).toBe('rejected IASO1207')
    const part = ['cart', 'print-cart', () => ({ $cart0: 5 }), []] as const
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [part] })))).toBe('rejected IASO1207')
    expect(realm.cell('$cart0')).toBeUndefined()
  })

  it('keeps the previous patch when a link throws, and forgets what that link kept', () => {
    const realm = openRealm()
    load(realm, 'cart')
    realm.runtime.apply(patchOf({ parts: [partOf('cart', [0], 'first')] }))
    const before = realm.cell('$cart0')
    const made: string[] = []
    const keeping = (make: string, fails: boolean) =>
      patchOf({
        parts: [
          partOf('cart', [1], 'second'),
          [
            'cart2',
            'print-cart2',
            c => {
              c.keep('cache', () => made.push(make))
              if (fails) throw new Error('no')
              return {}
            },
            [],
          ],
        ],
      })
    load(realm, 'cart2')
    expect(realm.runtime.apply(keeping('rejected', true))).toMatchObject({
      code: 'IASO1207',
      args: { detail: 'Error: no' },
    })
    expect(realm.cell('$cart0')).toBe(before)
    expect(realm.cell('$cart1')).toBeUndefined()
    realm.runtime.apply(keeping('kept', false))
    realm.runtime.apply(keeping('too late', false))
    expect(made).toEqual(['rejected', 'kept'])
  })

  it('lets a part make the cells of functions that the patch brings', () => {
    const realm = openRealm()
    load(realm, 'cart', 1)
    const link = (context: WireContext) => {
      context.cells('cart', 2)
      return { $cart1: () => 'brought' }
    }
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [['cart', 'print-cart', link, []]] })))).toBe('applied')
    expect((realm.cell('$cart1') as () => string)()).toBe('brought')
  })

  it('keeps applications apart', () => {
    const realm = openRealm({ prologue: `Object.defineProperty(globalThis, '$iaso:widget', { value: 'w1' })` })
    load(realm, 'cart')
    load(realm, 'chat')
    realm.runtime.apply(patchOf({ parts: [partOf('cart', [0], 1)] }))
    realm.runtime.apply(patchOf({ app: 'widget', release: 'w1', parts: [partOf('chat', [0], 2)] }))
    realm.runtime.revert('widget')
    expect(realm.cell('$chat0')).toBeUndefined()
    expect(realm.cell('$cart0')).toBeTypeOf('function')
  })

  it('tells listeners, also after one of them threw, until they leave', () => {
    const realm = openRealm()
    const heard: string[] = []
    realm.runtime.on('reverted', () => {
      throw new Error('a bad listener')
    })
    const off = realm.runtime.on('reverted', () => heard.push('reverted'))
    expect(realm.runtime.revert()).toMatchObject({ status: 'reverted', functions: 0 })
    off()
    realm.runtime.revert()
    expect(heard).toEqual(['reverted'])
  })
})

describe('revert', () => {
  it('empties the cells, and the same patch can come back', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const patch = patchOf({ parts: [partOf('cart', [0], 1)] })
    realm.runtime.apply(patch)
    expect(realm.runtime.revert('shop')).toMatchObject({ status: 'reverted', patch: patch.id, functions: 1 })
    expect(realm.cell('$cart0')).toBeUndefined()
    expect(realm.runtime.state().patch).toBeUndefined()
    expect(codeOf(realm.runtime.apply(patch))).toBe('applied')
    expect(realm.cell('$cart0')).toBeTypeOf('function')
  })
})
