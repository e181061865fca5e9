import { describe, expect, it } from 'vitest'
import type { Change, WirePart } from '../src/index.js'
import { codeOf, linked, load, openRealm, partOf, patchOf, type Realm } from './support/realm.js'

interface Steps {
  readonly log: string[]
  /** `make a`, `undo a`: what throws now. */
  readonly broken: Set<string>
}

function stepsIn(realm: Realm): Steps & { of(...names: string[]): WirePart } {
  const log: string[] = []
  const broken = new Set<string>()
  const step = (what: string) => {
    if (broken.has(what)) throw new Error(what)
    log.push(`${what} ${realm.cell('$cart0') ? 'patched' : ''}`.trim())
  }
  const changes = (names: string[]): Change[] => names.map(name => on => step(`${on ? 'make' : 'undo'} ${name}`))
  return {
    log,
    broken,
    of: (...names) => linked('cart', () => ({ '': changes(names), $cart0: () => names.join() })),
  }
}

function open() {
  const realm = openRealm()
  load(realm, 'cart')
  const steps = stepsIn(realm)
  const { apply, revert } = realm.runtime
  return {
    realm,
    ...steps,
    apply: (id: string, ...names: string[]) => apply(patchOf({ id, parts: [steps.of(...names)] })),
    revert: () => revert('shop'),
    liveId: () => realm.runtime.state('shop').patch?.id,
  }
}

describe('installs', () => {
  it('replace those of the last patch, last first, and go with a revert', () => {
    const { apply, revert, log } = open()
    expect(apply('1', 'a', 'b').functions).toBe(3)
    apply('2', 'c')
    expect(revert().functions).toBe(2)
    expect(log).toEqual(['make a', 'make b', 'undo b', 'undo a', 'make c', 'undo c'])
  })

  it('are all taken back when one throws, and the last patch with its own is as it was', () => {
    const { realm, apply, revert, log, broken, liveId } = open()
    apply('1', 'a', 'b')
    const before = realm.cell('$cart0')
    log.length = 0
    broken.add('make d')
    expect(codeOf(apply('2', 'c', 'd'))).toBe('rejected IASO1207')
    expect(log).toEqual(['undo b', 'undo a', 'make c', 'undo c', 'make a', 'make b'])
    expect(realm.cell('$cart0')).toBe(before)
    expect(liveId()).toBe('1')
    log.length = 0
    expect(codeOf(revert())).toBe('reverted')
    expect(log).toEqual(['undo b', 'undo a'])
    expect(realm.cell('$cart0')).toBeUndefined()
  })

  it('let the same patch come again, and the next', () => {
    const { realm, apply, log, broken, liveId } = open()
    broken.add('make a')
    expect(codeOf(apply('1', 'a'))).toBe('rejected IASO1207')
    expect([realm.cell('$cart0'), liveId()]).toEqual([undefined, undefined])
    broken.clear()
    expect(apply('1', 'a')).toMatchObject({ status: 'applied', functions: 2 })
    expect(codeOf(apply('2', 'b'))).toBe('applied')
    expect(log).toEqual(['make a', 'undo a', 'make b'])
  })

  it('reject a patch whose predecessor can not be taken back', () => {
    const { realm, apply, log, broken, liveId } = open()
    apply('1', 'a', 'b')
    log.length = 0
    broken.add('undo a')
    expect(codeOf(apply('2', 'c'))).toBe('rejected IASO1207')
    expect(log).toEqual(['undo b', 'make b'])
    expect([realm.call('$cart0'), liveId()]).toEqual(['a,b', '1'])
  })

  it('reject a revert that one of them does not let through; another can succeed', () => {
    const { realm, apply, revert, log, broken, liveId } = open()
    apply('1', 'a', 'b')
    broken.add('undo a')
    log.length = 0
    expect(codeOf(revert())).toBe('rejected IASO1207')
    expect(log).toEqual(['undo b', 'make b'])
    expect([realm.call('$cart0'), liveId()]).toEqual(['a,b', '1'])
    broken.clear()
    expect(codeOf(revert())).toBe('reverted')
    expect([realm.cell('$cart0'), liveId()]).toEqual([undefined, undefined])
  })

  it('make it a failure when one can not be taken back; the others are', () => {
    const { realm, apply, log, broken, liveId } = open()
    broken.add('undo b').add('make c')
    expect(codeOf(apply('1', 'a', 'b', 'c'))).toBe('failed IASO1207')
    expect(log).toEqual(['make a', 'make b', 'undo a'])
    expect([realm.cell('$cart0'), liveId()]).toEqual([undefined, undefined])
    broken.clear()
    expect(codeOf(apply('1', 'a'))).toBe('applied')
  })

  it('of a late module come with its cells, or neither does; a revert undoes only what was done', () => {
    const realm = openRealm()
    const { log, broken, of } = stepsIn(realm)
    load(realm, 'main')
    broken.add('make b')
    realm.runtime.apply(patchOf({ parts: [of('a', 'b'), partOf('main', [0], 'new')] }))
    load(realm, 'cart')
    expect(realm.heard).toEqual(['applied', 'failed IASO1207'])
    expect(realm.cell('$cart0')).toBeUndefined()
    expect(realm.runtime.revert('shop')).toMatchObject({ status: 'reverted', functions: 1 })
    expect(log).toEqual(['make a', 'undo a'])
  })
})
