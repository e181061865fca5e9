import { Map as ImmutableMap, List } from 'immutable'

export const about = 'maps and lists, read and changed'
export const setup = () => () => {
  let map = ImmutableMap()
  for (let at = 0; at < 500; at++) map = map.set(`key${at % 97}`, List([at, at + 1]).push(at))
  return map.valueSeq().reduce((sum, list) => sum + list.reduce((all, value) => all + value, 0), 0)
}
