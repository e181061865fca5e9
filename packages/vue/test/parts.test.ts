import { expect, test } from 'vitest'
import {
  computed,
  createElementBlock,
  createElementVNode,
  createStaticVNode,
  createVNode,
  effect,
  openBlock,
  ref,
  Suspense,
} from 'vue'
import { Concerned } from '../src/computed.js'
import { forFullDiff } from '../src/full-diff.js'
import { instancesBelow, type Subscriber, type VNode } from '../src/vue.js'

test('computed values are made again by functions that are others now, through all that they read', () => {
  let rate = 2
  const price = ref(10)
  const gross = computed(() => price.value * rate)
  const text = computed(() => `${gross.value} €`)
  const seen: string[] = []
  const runner = effect(() => seen.push(text.value))
  rate = 3
  runner()
  expect(seen).toEqual(['20 €', '20 €'])
  const own = runner.effect as unknown as Subscriber
  expect(new Concerned(fn => fn.toString().includes('other')).isReadBy(own)).toBe(false)
  runner()
  expect(seen).toEqual(['20 €', '20 €', '20 €'])
  expect(new Concerned(fn => fn.toString().includes('rate')).isReadBy(own)).toBe(true)
  runner()
  expect(seen.at(-1)).toBe('30 €')
  rate = 4
  runner()
  expect(seen.at(-1)).toBe('30 €')
  price.value = 100
  expect(seen.at(-1)).toBe('400 €')
})

test('hints are gone while two templates are compared, and back afterwards', () => {
  openBlock()
  const child = createElementVNode('b', { class: 'x' }, 'text', 3)
  const made = createElementBlock('div', null, [child]) as unknown as VNode
  const giveBack = forFullDiff(made, undefined)
  expect([made.dynamicChildren, child.patchFlag]).toEqual([null, 16])
  const copy = { ...made }
  giveBack(copy)
  expect([made.dynamicChildren, copy.dynamicChildren, child.patchFlag]).toEqual([[child], [child], 3])
})

test('what is suspended is a part of the template, too', () => {
  const content = createElementVNode('b', null, 'text', 1)
  const made = createVNode(Suspense, null, { default: () => [content], _: 1 })
  const giveBack = forFullDiff(made, undefined)
  expect(content.patchFlag).toBe(16)
  giveBack(made as unknown as VNode)
  expect(content.patchFlag).toBe(1)
})

test('static markup stays in its place if it is the same, and is something else if it is not', () => {
  const tree = (text: string) => createElementVNode('div', null, [createStaticVNode(text, 1)]) as unknown as VNode
  const [first, same, other] = ['<hr>', '<hr>', '<br>'].map(tree) as [VNode, VNode, VNode]
  const of = ({ children }: VNode) => (children as VNode[])[0] as VNode
  of(first).el = of(first).anchor = { nodeType: 1 } as Node
  forFullDiff(same, first)
  expect(of(same).el).toBe(of(first).el)
  forFullDiff(other, first)
  expect(of(other).el).toBeNull()
  expect(of(other).key).not.toBe(of(first).key)
})

test('components are found in fragments, suspended and teleported parts, parents first', () => {
  const component = (name: string, subTree?: unknown) => ({ __v_isVNode: true, component: { type: { name }, subTree } })
  const leaf = component('leaf')
  const tree = {
    __v_isVNode: true,
    children: [
      'text',
      { __v_isVNode: true, suspense: { activeBranch: component('a', leaf), pendingBranch: component('b') } },
      component('c'),
    ],
  }
  const names = [...instancesBelow(tree as unknown as VNode)].map(({ type }) => (type as { name: string }).name)
  expect(names.sort()).toEqual(['a', 'b', 'c', 'leaf'])
  expect(names.indexOf('a')).toBeLessThan(names.indexOf('leaf'))
})
