import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { frameworkOf, isRenderMethod } from './frameworks.js'

const RAN = /^(?:(?:UNSAFE_)?componentWillMount|componentDidMount|getInitialState)$/

/** What a class component does once for each instance: those on the screen have been through it. */
export function verifyMounted(edited: readonly Edited[], program: Program, findings: Findings): void {
  if (program.input.drill || program.mapping.screens?.length === 0) return
  for (const { pair, changes } of edited)
    for (const { fn } of changes) {
      const code = pair.released.has(pair.ids.get(fn) as number) ? codeFor(fn, pair.next, program) : undefined
      if (code !== undefined) findings.add('changed', keyOf(pair.next, fn), code, fn.node, { function: fn.key })
    }
}

function codeFor(fn: Fn, module: Module, program: Program): Code | undefined {
  if (fn.class === null || !module.functions.some(other => other.class === fn.class && isRenderMethod(other)))
    return undefined
  if (!/^P?[Rr]eact$/.test(frameworkOf(module, program) ?? '')) return undefined
  if (fn.kind === 'constructor' || fn.kind === 'derived-constructor') return 'IASO3093'
  return 'key' in fn.node && t.isIdentifier(fn.node.key as t.Node) && RAN.test((fn.node.key as t.Identifier).name)
    ? 'IASO3094'
    : undefined
}
