/** 1,000 components of ten kinds, with guards as a release has them, and one more that a patch concerns. */
import { define } from '@iaso/runtime'
import { install } from '@iaso/vue'
import { computed, createApp, getCurrentInstance, h, nextTick, onMounted, onUpdated, proxyRefs, ref } from 'vue'

Object.defineProperty(globalThis, '$iaso:bench', { value: 'r1' })
define('bench0', 'print', 5)(() => [])
install({ computed, getCurrentInstance, onUpdated, proxyRefs })

let count
const One = {
  setup() {
    if (globalThis.$bench04) return globalThis.$bench04()
    count = ref(0)
    const text = computed(() => (globalThis.$bench02 ? globalThis.$bench02() : `${count.value}`))
    return () => (globalThis.$bench00 ? globalThis.$bench00(text) : h('p', { id: 'one' }, `old ${text.value}`))
  },
}

const kinds = Array.from({ length: 10 }, (_, kind) => ({
  props: { n: Number },
  setup(props) {
    if (globalThis.$bench01) return globalThis.$bench01(props)
    const open = ref(props.n % 2 === 0)
    const title = computed(() => (globalThis.$bench03 ? globalThis.$bench03(props) : `row ${props.n} of kind ${kind}`))
    onMounted(() => {})
    return () =>
      h('li', { class: open.value ? 'open' : '' }, [h('h3', title.value), h('p', 'text'), h('b', String(props.n))])
  },
}))

const app = createApp({
  render: () =>
    h('ul', [...Array.from({ length: 1000 }, (_, n) => h(kinds[n % 10], { n, key: n })), h(One, { key: 'one' })]),
})
app.mount(document.body.appendChild(document.createElement('div')))

const registry = globalThis[Symbol.for('iaso')]
let id = 0

globalThis.steps = {
  nothing() {},
  /** What Vue itself takes to render that component. */
  render() {
    count.value = ++id
    return nextTick()
  },
  applied: () =>
    registry.apply({
      app: 'bench',
      release: 'r1',
      id: `p${++id}`,
      seq: id,
      parts: [['bench0', 'print', () => ({ $bench00: text => h('p', { id: 'one' }, `new ${text.value}`) })]],
      screen: { shows: ['$bench04'] },
    }),
  reverted: () => registry.revert('bench'),
}
