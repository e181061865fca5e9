import type * as t from '@babel/types'
import { type Binding, type Fn, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { isRendered } from './hooks.js'
import { declarationOf } from './initial-values.js'
import { isMadeAnew } from './made-at-start.js'
import { isLatest, unlessRan } from './unless.js'

/** A changed function reads a variable that was made by calling a changed function. */
export function readsOldResults({ pair, changes, topLevel }: Edited, program: Program, findings: Findings): void {
  const changed = new Set(changes.map(({ fn }) => fn))
  for (const { fn } of changes)
    for (const binding of outerBindings(fn, pair.next)) {
      const writer = makerOf(binding, pair.next, changed)
      if (isModuleLevel(binding) && isMadeAnew(binding.name, topLevel)) continue
      if (writer === undefined || writer === fn || isRemade(binding, fn, pair.next)) continue
      const args = { function: fn.key, name: binding.name, writer: writer.key }
      const owner = binding.owner && pair.released.get(pair.ids.get(binding.owner) as number)
      const unless = owner && isLatest(program) ? unlessRan(owner, pair, program) : undefined
      findings.add('changed', keyOf(pair.next, fn), 'IASO3004', fn.node, args, unless)
    }
}

function outerBindings(fn: Fn, module: Module): Set<Binding> {
  const found = new Set<Binding>()
  for (const { binding, fn: user } of module.references.values())
    if (user === fn && binding !== undefined && binding.imported === undefined && binding.owner !== fn)
      found.add(binding)
  return found
}

/** The changed function whose call is the variable's initial value. */
function makerOf(binding: Binding, module: Module, changed: ReadonlySet<Fn>): Fn | undefined {
  const call = initialCall(binding, module)
  if (call?.callee.type !== 'Identifier') return undefined
  const callee = module.references.get(call.callee)?.binding
  if (callee === undefined || !isModuleLevel(callee)) return undefined
  return [...changed].find(
    fn => fn.parent === null && (fn.node === functionOf(callee, module) || fn.name === callee.name),
  )
}

function functionOf(binding: Binding, module: Module): t.Node | undefined {
  return module.functions.find(fn => 'id' in fn.node && fn.node.id === binding.node)?.node
}

function initialCall(binding: Binding, module: Module): t.CallExpression | undefined {
  const declaration = declarationOf(binding, module)
  const init = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined
  const value = init?.type === 'AwaitExpression' ? init.argument : init
  return value?.type === 'CallExpression' ? value : undefined
}

/** A component's variables are made again at its next render, which comes with the patch. */
function isRemade(binding: Binding, fn: Fn, module: Module): boolean {
  return binding.owner !== null && binding.owner !== fn && isRendered(binding.owner, module)
}
