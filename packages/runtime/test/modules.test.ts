import { describe, expect, it, vi } from 'vitest'
import type { Table, WireContext } from '../src/index.js'
import { addedOf, bringing, codeOf, linked, load, openRealm, partOf, patchOf, throwing } from './support/realm.js'

type Getter = () => unknown

describe('late modules', () => {
  it('get their part before their body runs', () => {
    const realm = openRealm()
    const patch = patchOf({ parts: [partOf('late', [0], 'new')] })
    const pending = () => [...(realm.runtime.state('shop').pending ?? [])]
    expect(realm.runtime.apply(patch)).toMatchObject({ status: 'applied', functions: 0 })
    expect(pending()).toEqual(['late'])
    const register = realm.runtime.define('late', 'print-late', 1)
    expect(realm.cell('$late0')).toBeUndefined()
    expect(pending()).toEqual(['late'])
    register(() => [])
    expect(realm.call('$late0')).toBe('new')
    expect(pending()).toEqual([])
    expect(realm.heard).toEqual(['applied'])
    expect(realm.runtime.revert('shop').functions).toBe(1)
    expect(realm.cell('$late0')).toBeUndefined()
  })

  it('get what changes what they make when they have made it, and all their parts with it', async () => {
    const realm = openRealm()
    const log: string[] = []
    const of = (name: string) => ({ '': [(on: boolean) => log.push(on ? name : `undo ${name}`)] })
    const after = ['late', 'print-late', () => ({ ...of('own'), $late0: () => 'new' }), 1] as const
    realm.runtime.apply(patchOf({ parts: [linked('late', () => of('first')), after, partOf('soon', [0], 'new')] }))
    load(realm, 'late')
    load(realm, 'soon')
    log.push('top level')
    expect([realm.cell('$late0'), realm.call('$soon0')]).toEqual([undefined, 'new'])
    await Promise.resolve()
    expect(realm.call('$late0')).toBe('new')
    expect(log).toEqual(['top level', 'first', 'own'])
    realm.runtime.revert('shop')
    expect(log.slice(3)).toEqual(['undo own', 'undo first'])
    expect(realm.heard).toEqual(['applied', 'reverted'])
  })

  it('get nothing of a patch that is gone before they have made it', async () => {
    const realm = openRealm()
    realm.runtime.apply(patchOf({ parts: [['late', 'print-late', () => ({ $late0: () => 1 }), 1]] }))
    load(realm, 'late')
    realm.runtime.revert('shop')
    await Promise.resolve()
    expect(realm.cell('$late0')).toBeUndefined()
  })

  it('get nothing of a patch that is gone', () => {
    const realm = openRealm()
    realm.runtime.apply(patchOf({ parts: [partOf('late', [0], 1)] }))
    realm.runtime.apply(patchOf({}))
    load(realm, 'late')
    expect(realm.cell('$late0')).toBeUndefined()
  })

  it('get nothing of a patch that their part reverts', () => {
    const realm = openRealm()
    const link = () => {
      realm.runtime.revert('shop')
      return { $late0: () => 1 }
    }
    realm.runtime.apply(patchOf({ parts: [linked('late', link)] }))
    load(realm, 'late')
    expect(realm.heard).toEqual(['applied', 'reverted'])
    expect(realm.cell('$late0')).toBeUndefined()
  })

  it('are replaced by the next patch like any other', () => {
    const realm = openRealm()
    realm.runtime.apply(patchOf({ parts: [partOf('late', [0, 1], 1)] }))
    load(realm, 'late')
    expect(realm.runtime.apply(patchOf({ parts: [partOf('late', [1], 2)] })).functions).toBe(1)
    expect([realm.cell('$late0'), realm.call('$late1')]).toEqual([undefined, 2])
  })

  it.each([
    ['IASO1203', ['late', 'other', () => ({})]],
    ['IASO1205', linked('late', ({ table }) => ({ $late0: table('nowhere') }))],
    ['IASO1207', linked('late', throwing)],
  ] as const)('fail with %s when their part does not fit; the rest stays', (code, part) => {
    const realm = openRealm()
    load(realm, 'cart')
    realm.runtime.apply(patchOf({ parts: [part, partOf('cart', [0], 'new')] }))
    load(realm, 'late')
    expect(realm.heard).toEqual(['applied', `failed ${code}`])
    expect([realm.call('$cart0'), realm.cell('$late0')]).toEqual(['new', undefined])
    expect(codeOf(realm.runtime.revert('shop'))).toBe('reverted')
  })

  it('may take the table of a module of their import cycle that has not begun', () => {
    const realm = openRealm()
    const link = ({ table }: WireContext) => {
      const b = table('b')
      return { $a0: () => (b[0]!(0) as Getter)() }
    }
    realm.runtime.apply(patchOf({ parts: [linked('a', link)] }))
    const b = realm.runtime.define('b', 'print-b', 1)
    realm.runtime.define('a', 'print-a', 1)(() => [])
    b(() => [() => 42])
    expect(realm.call('$a0')).toBe(42)
  })
})

describe('a scope table', () => {
  it('is made when a patch first asks for it, once for all patches', () => {
    const realm = openRealm()
    const make = vi.fn(() => [() => 'first', () => 'second'])
    realm.runtime.define('cart', 'print-cart', 1)(make)
    const link = ({ table }: WireContext) => {
      const tables = table('cart')
      return { $cart0: () => [0, 1].map(position => (tables[0]!(position) as Getter)()).join() }
    }
    realm.runtime.apply(patchOf({ parts: [linked('cart', link)] }))
    expect(make).not.toHaveBeenCalled()
    expect(realm.call('$cart0')).toBe('first,second')
    realm.runtime.apply(patchOf({ parts: [linked('cart', link)] }))
    expect(realm.call('$cart0')).toBe('first,second')
    expect(make).toHaveBeenCalledOnce()
  })

  it('of a large module answers by position', () => {
    const realm = openRealm()
    realm.runtime.define('cart', 'print-cart', 1)(() => position => () => `at ${position}`)
    const link = ({ table }: WireContext) => ({ $cart0: table('cart')[0]!(70) })
    realm.runtime.apply(patchOf({ parts: [linked('cart', link)] }))
    expect(realm.call('$cart0')).toBe('at 70')
  })
})

describe('a module that is evaluated twice', () => {
  it('rejects patches for it, and patches that read it', () => {
    const realm = openRealm()
    load(realm, 'main')
    load(realm, 'cart')
    load(realm, 'cart')
    const codes = [partOf('cart', [0], 1), linked('main', ({ table }) => ({ $main0: table('cart') }))].map(part =>
      codeOf(realm.runtime.apply(patchOf({ parts: [part] }))),
    )
    expect(codes).toEqual(['rejected IASO1204', 'rejected IASO1204'])
    load(realm, 'cart')
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [partOf('cart', [0], 1)] })))).toBe('rejected IASO1204')
  })

  it('is noticed also when both are announced before one of them begins', () => {
    const realm = openRealm()
    const registers = [1, 2].map(() => realm.runtime.define('cart', 'print-cart', 1))
    for (const register of registers) register(() => [])
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [partOf('cart', [0], 1)] })))).toBe('rejected IASO1204')
  })

  it('is a failure when its patch is live: all of that is taken back, and the tables stay those of the first', () => {
    const realm = openRealm()
    const tables: (readonly Table[])[] = []
    const link = ({ table }: WireContext) => {
      tables.push(table('cart'))
      return { $cart0: () => 1 }
    }
    const evaluate = (text: string) => {
      const register = realm.runtime.define('cart', 'print-cart', 1)
      register(() => [text])
      register(() => [`private ${text}`], 1)
    }
    evaluate('first')
    load(realm, 'main')
    realm.runtime.apply(patchOf({ parts: [linked('cart', link), partOf('main', [0], 1)] }))
    evaluate('second')
    expect(realm.heard).toEqual(['applied', 'reverted', 'failed IASO1204'])
    expect(tables.map(table => table.map(accessor => accessor(0)))).toEqual([['first', 'private first']])
    expect(realm.cell('$cart0')).toBeUndefined()
    expect(realm.cell('$main0')).toBeUndefined()
    expect(realm.runtime.state('shop').patch).toBeUndefined()
  })
})

describe('added modules', () => {
  it('run once, in order, before the parts behind them are linked', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const log: string[] = []
    const link = ({ table }: WireContext) => {
      log.push('link')
      const read = table('y')[0]!(0) as Getter
      return { $cart0: () => read() }
    }
    const parts = [addedOf('x', () => log.push('x')), addedOf('y', () => log.push('y')), linked('cart', link)]
    realm.runtime.apply(patchOf({ parts }))
    realm.runtime.revert('shop')
    realm.runtime.apply(patchOf({ parts }))
    expect(log).toEqual(['x', 'y', 'link', 'link'])
    expect(realm.call('$cart0')).toBe('y')
    expect(realm.runtime.state('shop').pending?.size).toBe(0)
    expect(realm.heard).toEqual(['applied', 'reverted', 'applied'])
  })

  it('are patched by a part of their own, whether they come with the same patch or came earlier', () => {
    const [early, fresh] = [openRealm(), openRealm()]
    early.runtime.apply(patchOf({ parts: [addedOf('x')] }))
    for (const realm of [early, fresh]) {
      const patch = patchOf({ parts: [addedOf('x'), partOf('x', [0], 'v2')] })
      expect(realm.runtime.apply(patch)).toMatchObject({ status: 'applied', functions: 1 })
      expect(realm.call('$x0')).toBe('v2')
    }
  })

  it('make it a failure when they throw, leave the last patch as it was, and run anew with the next', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const last = patchOf({ parts: [partOf('cart', [0], 'last')] })
    realm.runtime.apply(last)
    let fails = true
    const parts = [
      addedOf('x', ({ define }) => {
        define('x', 'print-x', 1)(() => [], 1) // a class of it has handed its private names over
        if (fails) throwing()
      }),
      linked('cart', ({ table }) => ({ $cart0: table('x')[0]!(0) })),
    ]
    expect(codeOf(realm.runtime.apply(patchOf({ parts })))).toBe('failed IASO1207')
    expect(realm.call('$cart0')).toBe('last')
    expect(realm.runtime.state('shop').patch?.id).toBe(last.id)
    fails = false
    expect(codeOf(realm.runtime.apply(patchOf({ parts })))).toBe('applied')
    expect(realm.call('$cart0')).toBe('x')
  })

  it('make it a failure when a link throws after they ran; the next time nothing runs, and it is a rejection', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const parts = [addedOf('x'), linked('cart', throwing)]
    expect(codeOf(realm.runtime.apply(patchOf({ parts })))).toBe('failed IASO1207')
    expect(codeOf(realm.runtime.apply(patchOf({ parts })))).toBe('rejected IASO1207')
  })

  it('are not run for another release', () => {
    const realm = openRealm()
    const body = vi.fn()
    realm.runtime.apply(patchOf({ release: 'r2', parts: [addedOf('x', body)] }))
    expect(body).not.toHaveBeenCalled()
  })
})

describe('new dependencies', () => {
  /** As the builder emits them: a part that is no module keeps what the bundle gives, and others ask for that. */
  const bundle = (make: () => unknown) => bringing('shop deps', make)

  it('are evaluated once, and outlive patches and reverts', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const make = vi.fn(() => ({ format: 'made' }))
    const link = ({ keep }: WireContext) => {
      const { format } = keep<{ format: string }>('shop deps')
      return { $cart0: () => format }
    }
    for (let n = 0; n < 2; n++) {
      const patch = patchOf({ parts: [bundle(make), linked('cart', link)] })
      expect(realm.runtime.apply(patch)).toMatchObject({ status: 'applied', functions: 1 })
      expect(realm.call('$cart0')).toBe('made')
      expect(realm.runtime.state('shop').pending?.size).toBe(0)
      realm.runtime.revert('shop')
    }
    expect(make).toHaveBeenCalledOnce()
  })

  it('are no reason to call a later rejection a failure', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const part = bundle(() => ({}))
    realm.runtime.apply(patchOf({ parts: [part] }))
    expect(codeOf(realm.runtime.apply(patchOf({ parts: [part, linked('cart', throwing)] })))).toBe('rejected IASO1207')
  })
})
