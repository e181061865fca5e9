import { expect, it } from 'vitest'
import { runtime } from '../src/registry.js'
import type { Order } from '../src/service/messages.js'
import { ServiceRealm } from '../src/service/realm.js'

const order = (parts: string): Order => ({
  app: 'shop',
  release: 'r1',
  id: 'p1',
  seq: 1,
  filename: 'patch.js',
  code: `{
    const $iaso = globalThis[Symbol.for('iaso')], $own = Symbol()
    $iaso.define($own, '', 0)(() => [])
    $iaso.apply({ app: 'shop', release: 'r1', id: 'p1', seq: 1, parts: [${parts}] })
  }`,
})

it('evaluates what a patch brings when it commits, not when it checks; a part that needs it waits as long', () => {
  const seen: string[] = []
  Object.assign(globalThis, { '$iaso:shop': 'r1', seen })
  runtime.define('cart', 'print', 1)(() => [])
  const brings = `[$own, '', ($c, $i) => ($c.keep('x', () => ($i(), seen.push('x'), { made: 1 })), {})]`
  const needs = `['cart', 'print', $c => { const { made } = $c.keep('x'); return { $cart0: () => made } }]`
  const realm = new ServiceRealm()
  expect(realm.answer({ ask: 'check', order: order(`${brings}, ${needs}`) })).toMatchObject({ answer: 'done' })
  expect(seen).toEqual([])
  expect(realm.answer({ ask: 'commit', order: order(`${brings}, ${needs}`) })).toMatchObject({ answer: 'done' })
  expect(seen).toEqual(['x'])
  expect((globalThis as unknown as { $cart0(): number }).$cart0()).toBe(1)
})
