import { describe, expect, it, vi } from 'vitest'
import type { WireModule, WirePart } from '../src/index.js'
import { codeOf, load, openRealm, partOf, patchOf } from './support/realm.js'

describe('late modules', () => {
  it('get their part before their body runs', () => {
    const realm = openRealm()
    const patch = patchOf({ parts: [partOf('late', [0], 'new')] })
    expect(realm.runtime.apply(patch)).toMatchObject({ status: 'applied', functions: 0, pending: 1 })
    const register = realm.runtime.define('late', 'print-late', 1)
    expect(realm.cell('$late0')).toBeUndefined()
    register([])
    expect((realm.cell('$late0') as () => string)()).toBe('new')
    expect(realm.runtime.state().pending).toEqual([])
    realm.runtime.revert()
    expect(realm.cell('$late0')).toBeUndefined()
  })

  it('get nothing of a patch that is gone', () => {
    const realm = openRealm()
    realm.runtime.apply(patchOf({ parts: [partOf('late', [0], 1)] }))
    realm.runtime.apply(patchOf({}))
    load(realm, 'late')
    expect(realm.cell('$late0')).toBeUndefined()
  })

  it.each([
    ['IASO1203', ['late', 'other', () => ({}), []]],
    ['IASO1207', ['late', 'print-late', () => ({ $late9: () => 1 }), []]],
    [
      'IASO1205',
      ['late', 'print-late', (c: { table(id: string): unknown }) => ({ $late0: c.table('nowhere') }), ['nowhere']],
    ],
  ] as const)('fail with %s when their part does not fit', (code, part) => {
    const realm = openRealm()
    realm.runtime.apply(patchOf({ parts: [part] }))
    load(realm, 'late')
    expect(realm.heard).toEqual(['applied', `failed ${code}`])
  })

  it('may read a module of their import cycle that has not begun', () => {
    const realm = openRealm()
    realm.runtime.apply(
      patchOf({
        parts: [
          [
            'a',
            'print-a',
            c => {
              const b = c.table('b')
              return { $a0: () => (b[0]![0] as () => number)() }
            },
            ['b'],
          ],
        ],
      }),
    )
    const b = realm.runtime.define('b', 'print-b', 1)
    realm.runtime.define('a', 'print-a', 1)([])
    b([() => 42])
    expect((realm.cell('$a0') as () => number)()).toBe(42)
  })

  it('install once their body has run', async () => {
    const realm = openRealm()
    const apply = vi.fn()
    const undo = vi.fn()
    realm.runtime.apply(patchOf({ parts: [['late', 'print-late', () => ({ '': [{ apply, undo }] }), []]] }))
    load(realm, 'late')
    expect(apply).not.toHaveBeenCalled()
    await Promise.resolve()
    expect(apply).toHaveBeenCalledOnce()
    realm.runtime.revert()
    expect(undo).toHaveBeenCalledOnce()
  })
})

describe('a module that is evaluated twice', () => {
  it('rejects patches for it', () => {
    const realm = openRealm()
    load(realm, 'cart')
    load(realm, 'cart')
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [partOf('cart', [0], 1)] })))).toBe('rejected IASO1204')
  })

  it('is a failure when its patch is live, and the tables stay those of the first', () => {
    const realm = openRealm()
    load(realm, 'cart', 1, ['first'])
    const tables: unknown[] = []
    const part: WirePart = [
      'cart',
      'print-cart',
      c => {
        tables.push(c.table('cart'))
        return { $cart0: () => 1 }
      },
      [],
    ]
    realm.runtime.apply(patchOf({ parts: [part] }))
    load(realm, 'cart', 1, ['second'])
    expect(realm.heard).toEqual(['applied', 'failed IASO1204'])
    expect(tables).toEqual([[['first']]])
    expect(realm.cell('$cart0')).toBeTypeOf('function')
  })
})

describe('added modules', () => {
  const added = (id: string, body: () => void): WireModule => [
    id,
    `print-${id}`,
    context => {
      context.define(id, `print-${id}`, 1)([() => id])
      body()
    },
  ]

  it('run once, in order, before parts that read them are linked', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const log: string[] = []
    const modules = ['x', 'y'].map(id => added(id, () => log.push(id)))
    const part = [
      'cart',
      'print-cart',
      (c: { table(id: string): readonly (readonly unknown[])[] }) => {
        const y = c.table('y')
        return { $cart0: () => (y[0]![0] as () => string)() }
      },
      ['y'],
    ] as const
    realm.runtime.apply(patchOf({ added: modules, parts: [part] }))
    realm.runtime.apply(patchOf({ added: modules, parts: [part] }))
    expect(log).toEqual(['x', 'y'])
    expect((realm.cell('$cart0') as () => string)()).toBe('y')
  })

  it('of this patch need no part; of an earlier patch they do', () => {
    const first = openRealm()
    const v1 = added('x', () => {})
    const v2: WireModule = ['x', 'print-x2', c => c.define('x', 'print-x2', 1)([])]
    const patch = patchOf({ added: [v2], parts: [partOf('x', [0], 'v2')] })
    first.runtime.apply(patchOf({ added: [v1] }))
    expect(first.runtime.apply(patch)).toMatchObject({ status: 'applied', functions: 1 })
    const fresh = openRealm()
    expect(fresh.runtime.apply(patch)).toMatchObject({ status: 'applied', functions: 0 })
  })

  it('are not run for a patch that is rejected anyway', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const body = vi.fn()
    realm.runtime.apply(patchOf({ added: [added('x', body)], parts: [['cart', 'other', () => ({}), []]] }))
    expect(body).not.toHaveBeenCalled()
    expect(realm.heard).toEqual(['rejected IASO1203'])
  })

  it('make it a failure when they throw, and run anew with the next patch', () => {
    const realm = openRealm()
    let fails = true
    const module = added('x', () => {
      if (fails) throw new Error('no')
    })
    expect(codeOf(realm.runtime.apply(patchOf({ added: [module] })))).toBe('failed IASO1207')
    expect(realm.runtime.state().patch).toBeUndefined()
    fails = false
    expect(codeOf(realm.runtime.apply(patchOf({ added: [module] })))).toBe('applied')
  })

  it('make it a failure when a link throws after they ran', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const part = [
      'cart',
      'print-cart',
      () => {
        throw new Error('no')
      },
      [],
    ] as const
    expect(codeOf(realm.runtime.apply(patchOf({ added: [added('x', () => {})], parts: [part] })))).toBe(
      'failed IASO1207',
    )
  })
})
