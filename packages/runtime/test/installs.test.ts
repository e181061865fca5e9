import { describe, expect, it } from 'vitest'
import type { Install, WirePart } from '../src/index.js'
import { codeOf, load, openRealm, patchOf } from './support/realm.js'

/** Installs that write what they do into `log`, and throw where told. */
function installOf(log: string[], name: string, fails: 'apply' | 'undo' | '' = ''): Install {
  const step = (what: 'apply' | 'undo') => () => {
    if (fails === what) throw new Error(`${name} ${what}`)
    log.push(`${what} ${name}`)
  }
  return { apply: step('apply'), undo: step('undo') }
}

const partWith = (...installs: Install[]): WirePart => [
  'cart',
  'print-cart',
  () => ({ $cart0: () => 1, '': installs }),
  [],
]

describe('installs', () => {
  it('replace those of the last patch, and go with a revert', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const log: string[] = []
    realm.runtime.apply(patchOf({ parts: [partWith(installOf(log, 'a'), installOf(log, 'b'))] }))
    realm.runtime.apply(patchOf({ parts: [partWith(installOf(log, 'c'))] }))
    realm.runtime.revert()
    expect(log).toEqual(['apply a', 'apply b', 'undo b', 'undo a', 'apply c', 'undo c'])
  })

  it('are all taken back when one throws', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const log: string[] = []
    realm.runtime.apply(patchOf({ id: 'first', parts: [partWith(installOf(log, 'a'))] }))
    const before = realm.cell('$cart0')
    const second = patchOf({ parts: [partWith(installOf(log, 'b'), installOf(log, 'c', 'apply'))] })
    expect(codeOf(realm.runtime.apply(second))).toBe('rejected IASO1207')
    expect(log).toEqual(['apply a', 'undo a', 'apply b', 'undo b', 'apply a'])
    expect(realm.cell('$cart0')).toBe(before)
    expect(realm.runtime.state().patch).toBe('first')
  })

  it('make it a failure when they can not be taken back', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const log: string[] = []
    const parts = [partWith(installOf(log, 'a', 'undo'), installOf(log, 'b', 'apply'))]
    expect(codeOf(realm.runtime.apply(patchOf({ parts })))).toBe('failed IASO1207')
  })

  it('never keep a revert from emptying the cells and undoing the rest', () => {
    const realm = openRealm()
    load(realm, 'cart')
    const log: string[] = []
    realm.runtime.apply(patchOf({ parts: [partWith(installOf(log, 'a'), installOf(log, 'b', 'undo'))] }))
    expect(codeOf(realm.runtime.revert())).toBe('failed IASO1207')
    expect(realm.cell('$cart0')).toBeUndefined()
    expect(log).toEqual(['apply a', 'apply b', 'undo a'])
  })
})
