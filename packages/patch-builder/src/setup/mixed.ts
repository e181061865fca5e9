import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import type { Program } from '../program.js'

const MIXES = /\b(?:mixins|extends)\s*:|\.mixin\s*\(/
const GIVES = /\b(?:methods|computed|inject)\s*:/

/**
 * The program mixes options together, and those of another module have something of the same name: which of them an instance gets depends on where each
 * comes from.
 */
export function isMixed(name: string, path: string, program: Program): boolean {
  const all = Object.entries(program.input.modules)
  return (
    all.some(([, { code }]) => MIXES.test(code)) &&
    all.some(
      ([at, { code }]) => at !== path && code.includes(name) && GIVES.test(code) && gives(name, program.next(at)),
    )
  )
}

function gives(name: string, { program }: Module): boolean {
  let found = false
  t.traverseFast(program, node => {
    if (node.type !== 'ObjectProperty' || !t.isIdentifier(node.key) || !GIVES.test(`${node.key.name}:`)) return
    found ||= isAmong(name, node.value)
  })
  return found
}

/** `{ name() {} }`, `['name']`, `{ ...mapState(['name']) }` */
function isAmong(name: string, options: t.Node): boolean {
  if (options.type === 'StringLiteral') return options.value === name
  if (options.type === 'ArrayExpression') return options.elements.some(each => each && isAmong(name, each))
  if (options.type === 'CallExpression') return options.arguments.some(each => isAmong(name, each))
  if (options.type === 'SpreadElement') return isAmong(name, options.argument)
  if (options.type !== 'ObjectExpression') return false
  return options.properties.some(each => {
    if (each.type === 'SpreadElement') return isAmong(name, each)
    return (
      each.computed ||
      (t.isIdentifier(each.key) ? each.key.name : t.isStringLiteral(each.key) && each.key.value) === name
    )
  })
}
