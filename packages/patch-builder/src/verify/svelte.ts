import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { lastName } from '../screen/places.js'
import { Reach } from '../screen/reach.js'

/**
 * Svelte calls what a template shows when something that it reads changes, and nothing tells it that the code did: what is on the screen stays until
 * then. Handlers are called when it is their turn.
 */
export function verifySvelte(program: Program, edited: readonly Edited[], findings: Findings): void {
  if (program.mapping.screens?.length === 0) return
  if (!Object.keys(program.mapping.modules).some(path => isSvelte(program, path))) return
  for (const [fn, module] of new Reach(program, edited).functions())
    if (isSvelte(program, module.path) && isReactive(fn, module))
      findings.add('changed', keyOf(module, fn), 'IASO3152', fn.node, { function: fn.key })
}

function isSvelte({ input, mapping }: Program, path: string): boolean {
  const { resolutions } = input.modules[path] ?? mapping.modules[path] ?? { resolutions: {} }
  return Object.keys(resolutions).some(specifier => /^svelte\/internal(?:\/client)?$/.test(specifier))
}

/** Called when it is their turn; a named function counts where it is mentioned. */
const HANDLED = /^(?:delegated|event|bind_\w+)$/

function isReactive(fn: Fn, module: Module): boolean {
  if (isOldTemplate(fn)) return true
  const up = parentsOf(module)
  const holder = up.get(fn.node)
  // `$.template_effect(show, [() => format(x)])`
  const call = holder?.type === 'ArrayExpression' ? up.get(holder) : holder
  if (call?.type !== 'CallExpression' || call.callee === fn.node) return false
  const { callee } = call
  return t.isMemberExpression(callee) && t.isIdentifier(callee.object, { name: '$' }) && !HANDLED.test(lastName(callee))
}

/** Svelte 4: `p` of `create_fragment` and of blocks. */
function isOldTemplate({ name, parent }: Fn): boolean {
  return /^[cmp]$/.test(name) && parent !== null && /^create_(?:fragment|\w*block\w*|\w*slot\w*)$/.test(parent.name)
}
