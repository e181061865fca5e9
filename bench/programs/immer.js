import { produce } from 'immer'

export const about = 'a store of 200 entries, changed by recipes'
export const setup = () => {
  const start = { byId: {}, order: [] }
  for (let at = 0; at < 200; at++) {
    start.byId[at] = { id: at, count: 0, tags: ['a', 'b'] }
    start.order.push(at)
  }
  return () => {
    let state = start
    for (let at = 0; at < 100; at++)
      state = produce(state, draft => {
        draft.byId[at].count += at
        draft.order.push(at)
        draft.byId[(at * 7) % 200].tags[0] = 'c'
      })
    return state.order.length + state.byId[99].count
  }
}
