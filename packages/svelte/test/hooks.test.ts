import { expect, test } from 'vitest'
import { effects, repeatable, root, rootEffects } from '../src/hooks.js'
import { DESTROYED, type Effect, PRESERVED, REPEATABLE } from '../src/svelte.js'

const effect = (f: number) => ({ f }) as Effect

test('what may run again is marked: the first effect that is made, and no other', () => {
  const create = effects(type => effect(type))
  const made: Effect[] = []
  repeatable(() => made.push(create(16, 0), create(32, 0)))()
  expect(made.map(({ f }) => f)).toEqual([16 | REPEATABLE | PRESERVED, 32])
  expect(create(16, 0).f).toBe(16)
  // what makes none, as it waits, or as it fails
  repeatable(() => {})()
  expect(create(8, 0).f).toBe(8)
  const failing = repeatable(() => {
    throw new Error('no')
  })
  expect(failing).toThrow('no')
  expect(create(8, 0).f).toBe(8)
})

test('roots that are gone are let go', () => {
  let active: Effect
  const make = root(
    fn => fn(),
    () => active,
  )
  const made = Array.from({ length: 100 }, () => {
    active = effect(64)
    make(() => 1)
    return active
  })
  expect([...rootEffects()]).toEqual(made)
  for (const each of made.slice(1)) each.f |= DESTROYED
  expect([...rootEffects()]).toEqual(made.slice(0, 1))
})
