import * as t from '@babel/types'
import { type Fn, fnOf, type Module, oncePerModule, shapeOf } from '@iaso/babel-plugin'

/** What tells a callback from others that are passed to the same function: the other arguments. Empty: nothing. */
export function slotOf(fn: Fn, module: Module): string {
  return slotsOf(module).get(fn) ?? ''
}

const slotsOf = oncePerModule((module): ReadonlyMap<Fn, string> => {
  const slots = new Map<Fn, string>()
  const functions = fnOf(module)
  t.traverseFast(module.program, node => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
    const others = node.arguments.map(argument => (functions.has(argument) ? '' : shapeOf(argument, module, () => '')))
    if (others.every(other => other === '')) return
    node.arguments.forEach((argument, at) => {
      const fn = functions.get(argument)
      if (fn !== undefined) slots.set(fn, `${fn.name} ${at} ${others.join()}`)
    })
  })
  return slots
})
