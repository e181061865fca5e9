/** 1,000 components, with guards as a release has them, and one more that a patch has made anew. */
import { define } from '@iaso/runtime'
import { flushSync, mount } from 'svelte'
import All from './All.svelte'
import Patched from './Patched.svelte'

Object.defineProperty(globalThis, '$iaso:bench', { value: 'r1' })
define('bench0', 'print', 1)(() => [])
mount(All, { target: document.body })
flushSync()

const registry = globalThis[Symbol.for('iaso')]
let id = 0

globalThis.steps = {
  nothing() {},
  /** What Svelte itself takes to render that component. */
  render() {
    globalThis.more()
    flushSync()
  },
  applied: () =>
    registry.apply({
      app: 'bench',
      release: 'r1',
      id: `p${++id}`,
      seq: id,
      parts: [['bench0', 'print', () => ({ $bench00: Patched })]],
      screen: { cells: {}, deriveds: [], templates: [], makes: { $bench00: 'new' } },
    }),
  reverted: () => registry.revert('bench'),
}
