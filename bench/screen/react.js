/** 1,000 components of ten kinds, with guards as a release has them, and one more that a patch concerns. */
import { install } from '@iaso/react'
import { define } from '@iaso/runtime'
import { createElement as h, useEffect, useMemo, useState } from 'react'
import { flushSync, version } from 'react-dom'
import { createRoot } from 'react-dom/client'

Object.defineProperty(globalThis, '$iaso:bench', { value: 'r1' })
define('bench0', 'print', 2)(() => [])
install({ createRoot, flushSync, version })

let set
function One() {
  if (globalThis.$bench00) return globalThis.$bench00()
  const [count, setCount] = useState(0)
  const text = useMemo(() => `old ${count}`, [count])
  set = setCount
  return h('p', { id: 'one' }, text)
}

const kinds = Array.from(
  { length: 10 },
  (_, kind) =>
    function Row({ n }) {
      if (globalThis.$bench01) return globalThis.$bench01()
      const [open] = useState(n % 2 === 0)
      const title = useMemo(() => `row ${n} of kind ${kind}`, [n])
      useEffect(() => {}, [])
      return h('li', { className: open ? 'open' : '' }, h('h3', null, title), h('p', null, 'text'), h('b', null, n))
    },
)

flushSync(() =>
  createRoot(document.body.appendChild(document.createElement('div'))).render(
    h('ul', null, ...Array.from({ length: 1000 }, (_, n) => h(kinds[n % 10], { n, key: n })), h(One, { key: 'one' })),
  ),
)

const registry = globalThis[Symbol.for('iaso')]
const fixed = () => {
  const [count] = useState(0)
  const text = useMemo(() => `new ${count}`, [count])
  return h('p', { id: 'one' }, text)
}
const HOOKS = 's000...-m001'
let id = 0

globalThis.steps = {
  nothing() {},
  /** What React itself takes to render that component. */
  render: () => flushSync(() => set(++id)),
  applied: () =>
    registry.apply({
      app: 'bench',
      release: 'r1',
      id: `p${++id}`,
      seq: id,
      parts: [['bench0', 'print', () => ({ $bench00: fixed })]],
      screen: { cells: { $bench00: [`${HOOKS}aaa1`, `${HOOKS}bbb1`] } },
    }),
  reverted: () => registry.revert('bench'),
}
