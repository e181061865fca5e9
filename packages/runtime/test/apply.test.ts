import { describe, expect, it } from 'vitest'
import type { WireContext } from '../src/index.js'
import { codeOf, linked, load, openRealm, partOf, patchOf, throwing } from './support/realm.js'

describe('apply', () => {
  it('sets cells and reports numbers', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const patch = patchOf({ parts: [partOf('cart', [0, 2], 'new')] })
    const result = realm.runtime.apply(patch)
    expect(result).toMatchObject({ status: 'applied', app: 'shop', patch: patch.id, functions: 2 })
    expect(result.ms).toBeGreaterThanOrEqual(0)
    expect(realm.call('$cart0')).toBe('new')
    expect(realm.cell('$cart1')).toBeUndefined()
    const { release, patch: live, pending } = realm.runtime.state('shop')
    expect([release, live?.id, live?.seq, pending?.size]).toEqual(['r1', patch.id, patch.seq, 0])
  })

  it('is cumulative: the next patch replaces all of the last, whatever its number', () => {
    const realm = openRealm()
    load(realm, 'cart')
    realm.runtime.apply(patchOf({ seq: 9, parts: [partOf('cart', [0, 1], 1)] }))
    realm.runtime.apply(patchOf({ seq: 2, parts: [partOf('cart', [1, 2], 2)] }))
    expect(realm.cell('$cart0')).toBeUndefined()
    expect(realm.call('$cart1')).toBe(2)
    expect(realm.runtime.state('shop').patch?.seq).toBe(2)
    expect(realm.runtime.revert('shop').functions).toBe(2)
    expect([0, 1, 2].map(n => realm.cell(`$cart${n}`))).toEqual([undefined, undefined, undefined])
  })

  it('does nothing for the patch that is live', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const patch = patchOf({ parts: [partOf('cart', [0], 1)] })
    realm.runtime.apply(patch)
    const before = realm.cell('$cart0')
    expect(realm.runtime.apply(patch)).toMatchObject({ status: 'applied', functions: 0 })
    expect(realm.cell('$cart0')).toBe(before)
    expect(realm.runtime.revert('shop').functions).toBe(1)
  })

  it.each([
    ['IASO1201', ['other'], { app: 'other' }],
    ['IASO1202', ['r2', 'r1'], { release: 'r2' }],
    ['IASO1203', ['cart'], { parts: [['cart', 'other', () => ({})]] }],
    ['IASO1205', ['price'], { parts: [linked('cart', context => ({ $cart0: context.table('price') }))] }],
    ['IASO1207', ['Error: no'], { parts: [linked('cart', throwing)] }],
  ] as const)('rejects with %s %o: %o', (code, args, fields) => {
    const realm = openRealm()
    load(realm, 'cart')
    expect(realm.runtime.apply(patchOf(fields))).toMatchObject({ status: 'rejected', code, args, functions: 0 })
    expect(realm.heard).toEqual([`rejected ${code}`])
  })

  it.each([
    'undefined',
    'null',
    '"text"',
    'Object.assign(new Error("x"), { status: "applied", app: "other", args: [] })',
  ])('rejects when its code throws %s', thrown => {
    const realm = openRealm()
    load(realm, 'cart')
    const link = realm.run(`() => { throw ${thrown} }`) as () => never
    expect(realm.runtime.apply(patchOf({ parts: [linked('cart', link)] }))).toMatchObject({
      status: 'rejected',
      app: 'shop',
      functions: 0,
    })
  })

  it('keeps the previous patch, and what was made on the way, when a link throws', () => {
    const realm = openRealm()
    load(realm, 'cart')
    load(realm, 'rest')
    realm.runtime.apply(patchOf({ parts: [partOf('cart', [0], 'first')] }))
    const before = realm.cell('$cart0')
    const made: string[] = []
    const keeping = (name: string, fails: boolean) => {
      const link = ({ keep }: WireContext) => {
        keep('cache', () => made.push(name))
        return fails ? throwing() : { $rest0: () => keep('cache') }
      }
      return patchOf({ parts: [partOf('cart', [1], 'second'), linked('rest', link)] })
    }
    expect(codeOf(realm.runtime.apply(keeping('rejected', true)))).toBe('rejected IASO1207')
    expect(realm.cell('$cart0')).toBe(before)
    expect(realm.cell('$cart1')).toBeUndefined()
    realm.runtime.apply(keeping('too late', false))
    expect(made).toEqual(['rejected'])
    expect(realm.call('$rest0')).toBe(1)
  })

  it('lets a part make the cells of functions that the patch brings', () => {
    const realm = openRealm()
    load(realm, 'cart', 1)
    const link = (context: WireContext) => {
      context.cells('cart', 2)
      return { $cart1: () => 'brought' }
    }
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [linked('cart', link)] })))).toBe('applied')
    expect(realm.call('$cart1')).toBe('brought')
    expect(realm.run('Object.keys(globalThis)')).toEqual([])
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
    expect(realm.runtime.state('widget').patch).toBeUndefined()
  })
})

describe('listeners', () => {
  it('hear, also after one of them threw, until they leave', () => {
    const realm = openRealm()
    const heard: string[] = []
    realm.runtime.on('reverted', throwing)
    const off = realm.runtime.on('reverted', () => heard.push('reverted'))
    expect(realm.runtime.revert('shop')).toMatchObject({ status: 'reverted', functions: 0, patch: undefined })
    off()
    realm.runtime.revert('shop')
    expect(heard).toEqual(['reverted'])
  })

  it('write what they throw to the console, where there is one', () => {
    const realm = openRealm({ prologue: 'globalThis.lines = []; globalThis.console = { error: e => lines.push(e) }' })
    realm.runtime.on('reverted', throwing)
    realm.runtime.revert('shop')
    expect(realm.run('lines')).toEqual([new Error('no')])
  })

  it('may revert', () => {
    const realm = openRealm()
    load(realm, 'cart')
    realm.runtime.on('applied', () => realm.runtime.revert('shop'))
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [partOf('cart', [0], 1)] })))).toBe('applied')
    expect(realm.cell('$cart0')).toBeUndefined()
    expect(realm.heard).toEqual(['applied', 'reverted'])
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
    expect(realm.runtime.state('shop').patch).toBeUndefined()
    expect(codeOf(realm.runtime.apply(patch))).toBe('applied')
    expect(realm.cell('$cart0')).toBeTypeOf('function')
  })
})

describe('within a link', () => {
  const parts = (step: () => unknown) => [
    partOf('cart', [0], 'outer'),
    linked('rest', () => {
      step()
      return { $rest0: () => 'outer' }
    }),
  ]

  it('another patch is replaced by the one that is being linked', () => {
    const realm = openRealm()
    load(realm, 'cart')
    load(realm, 'rest')
    const inner = patchOf({ parts: [partOf('cart', [0, 1], 'inner')] })
    const outer = patchOf({ parts: parts(() => realm.runtime.apply(inner)) })
    expect(realm.runtime.apply(outer)).toMatchObject({ status: 'applied', patch: outer.id, functions: 2 })
    expect(realm.heard).toEqual(['applied', 'applied'])
    expect([realm.call('$cart0'), realm.cell('$cart1'), realm.call('$rest0')]).toEqual(['outer', undefined, 'outer'])
    realm.runtime.revert('shop')
    expect([realm.cell('$cart0'), realm.cell('$rest0')]).toEqual([undefined, undefined])
  })

  it('another patch stays if the one that is being linked is rejected', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const inner = patchOf({ parts: [partOf('cart', [0], 'inner')] })
    const link = () => {
      realm.runtime.apply(inner)
      return throwing()
    }
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [linked('cart', link)] })))).toBe('rejected IASO1207')
    expect(realm.call('$cart0')).toBe('inner')
    expect(realm.runtime.state('shop').patch?.id).toBe(inner.id)
  })

  it('a revert takes back the last patch only', () => {
    const realm = openRealm()
    load(realm, 'cart')
    load(realm, 'rest')
    realm.runtime.apply(patchOf({ parts: [partOf('cart', [0, 1], 'last')] }))
    realm.runtime.apply(patchOf({ parts: parts(() => realm.runtime.revert('shop')) }))
    expect(realm.heard).toEqual(['applied', 'reverted', 'applied'])
    expect([realm.call('$cart0'), realm.cell('$cart1')]).toEqual(['outer', undefined])
  })
})
