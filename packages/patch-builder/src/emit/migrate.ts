import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'

/**
 * Two changes for the runtime, the last ones of the patch: to make them runs the migrations that haven't run yet, to take them back runs `down`.
 *
 * @param list `[[key, () => ({ before, up, down })], …]`
 */
export function migrate(
  context: t.Expression,
  runtime: t.Expression,
  app: string,
  list: t.Expression,
  args: t.Expression,
): t.Expression {
  const name = t.stringLiteral(`${app} migrations`)
  return t.callExpression(parseExpression(MIGRATE), [context, runtime, t.stringLiteral(app), name, list, args])
}

/**
 * `ran` is what has run in this realm, in order, whichever patch brought it. A patch keeps what its own list begins with and takes the rest back.
 * When a patch follows another, its link comes first, then the other's changes are taken back, then its own are made: so `next` tells the
 * other what to keep.
 *
 * A `down` that throws doesn't keep the code from going back: it is heard as `failed`. An `up` that throws is taken back as if it had run to its
 * end; the first of the two changes makes a `failed` of the `rejected` where that can't be done.
 */
const MIGRATE = `(($c, $iaso, app, key, list, args) => {
  const state = $c.keep(key, () => ({ ran: [] }))
  const { ran } = state
  const own = list.map(([key, make]) => {
    const { before, up, down } = make()
    const call = step => () => step({ ...args, before: each.value })
    const each = { key, before: before && call(before), up: call(up), down: down && call(down) }
    return each
  })
  const same = wanted => {
    const at = ran.findIndex(({ key }, at) => !wanted[at] || wanted[at].key !== key)
    return at < 0 ? ran.length : at
  }
  const back = (from, fault) => {
    for (const { down } of ran.splice(from).reverse())
      try { down && down() } catch (error) { fault(error) }
  }
  const report = error => $iaso.attempt('', $iaso.state(app).patch || { app }, irrevocable => { irrevocable(); throw error })
  for (const each of own.slice(same(own))) each.value = each.before && each.before()
  state.next = own
  let spoiled
  return [
    on => { if (!on && spoiled) throw spoiled },
    on => {
      if (!on) back(same(state.next), report)
      else {
        state.next = []
        back(same(own), report)
        const from = ran.length
        for (const each of own.slice(from)) {
          ran.push(each)
          try { each.up() } catch (error) {
            spoiled = !each.down
            back(from, () => { spoiled = true })
            throw error
          }
        }
      }
    },
  ]
})`

/** Is that late module loaded? */
export function there(context: t.Expression, id: string): t.Expression {
  return t.callExpression(parseExpression(THERE), [context, t.stringLiteral(id)])
}

const THERE = `(($c, id) => {
  try { return $c.table(id)[0] } catch (error) { if (error.code !== 'IASO1205') throw error }
})`
