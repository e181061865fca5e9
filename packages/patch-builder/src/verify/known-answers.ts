import type { Program } from '../program.js'
import { wordOf } from '../texts.js'
import { usesOf } from './property-uses.js'

/** So many modules are looked through. */
const MOST = 40

/**
 * The release reads the property of what the same function answers: `context.getTokenAfter(node).loc`. So those objects had it before code of
 * the program began to set a property of that name on others.
 */
export function hasAlwaysHad(maker: string, property: string, program: Program): boolean {
  const { modules } = program.mapping
  const isNamed = [maker, property].map(wordOf)
  const paths = Object.keys(modules).filter(path => isNamed.every(name => name.test(modules[path]?.code ?? '')))
  return paths.slice(0, MOST).some(path => {
    const old = program.old(path)
    return usesOf(old.program, old).read.some(each => each.name === property && each.maker === maker)
  })
}
