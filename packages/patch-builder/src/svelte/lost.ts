import * as t from '@babel/types'
import { type Fn, fnOf, isWithin, type Module } from '@iaso/babel-plugin'
import type { Pair, Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { AtOnce } from './at-once.js'
import { doneAgain, isMountedAgain } from './done-again.js'
import { COMPUTE } from './objects.js'
import { helperOf, isSvelteComponent } from './svelte.js'
import { declaratorsOf, keyOf, keysOf, referencesOf } from './variables.js'

/** What an instance of a component of the release has that one of the new code, made in its place, doesn't take over: names, for a person. */
export function lostBy(component: Fn, pair: Pair, program: Program): string[] {
  const twin = pair.released.get(pair.ids.get(component) as number)
  if (twin === undefined) return []
  const kept = keysOf(component)
  const atOnce = new AtOnce(program, new Set())
  const own = [...variablesOf(twin, pair.old, kept), ...doneAgain(component, pair.next)]
  if (isMountedAgain(component, pair.next)) own.push('what a person did since it was mounted, where that is done anew')
  return [...new Set([...own, ...belowOf(component, pair.next, atOnce, new Set()), ...fieldsOf(component, pair.next)])]
}

/** What Svelte makes by itself, and makes the same way again. */
const MADE =
  /^(?:derived\w*|user_derived|first_child|child|only_child|sibling|comment|text|rest_props|legacy_rest_props|props_id|spread_props)$/

/** Variables of an instance that hold something which is not made the same way again. */
function variablesOf(component: Fn, module: Module, kept: ReadonlySet<string>): string[] {
  return declaratorsOf(component.node).flatMap(({ id, init }) => {
    const names = Object.keys(t.getBindingIdentifiers(id))
    const key = keyOf(init)
    if (key !== undefined) return kept.has(key) ? [] : names
    if (names.some(name => /^(?:\$\$|root(?:_\d+)?$)/.test(name))) return []
    if (names.some(name => isBound(name, component, module))) return []
    const isChanged = names.some(name => isAssigned(name, component, module))
    return isChanged || (init != null && isObject(init, module)) ? names : []
  })
}

/** `bind:this={name}`: what it holds is made anew, too. */
function isBound(name: string, component: Fn, module: Module): boolean {
  return referencesOf(name, component).some(({ node, fn }) => {
    const call = fn && parentsOf(module).get(fn.node)
    return (
      call?.type === 'CallExpression' &&
      helperOf(call) === 'bind_this' &&
      call.arguments[2] === fn?.node &&
      node !== null
    )
  })
}

/** Also `$.set(double, 5)`, and `open(true)` of a property with a value of its own. */
function isAssigned(name: string, component: Fn, module: Module): boolean {
  return referencesOf(name, component).some(({ node, binding }) => {
    const up = parentsOf(module)
    const parent = up.get(node)
    if (parent?.type === 'AssignmentExpression') return parent.left === node
    if (parent?.type === 'UpdateExpression') return true
    if (parent?.type !== 'CallExpression') return t.isPattern(parent) || t.isRestElement(parent)
    if (parent.callee === node) return parent.arguments.length > 0 && isProperty(binding?.node, module)
    // `$.bind_value(input, text)`
    if (/^bind_/.test(helperOf(parent) ?? '')) return isProperty(binding?.node, module)
    return (
      parent.arguments[0] === node && /^(?:set|update|update_pre|mutate|update_prop\w*)$/.test(helperOf(parent) ?? '')
    )
  })
}

function isProperty(name: t.Node | undefined, module: Module): boolean {
  const declarator = name && parentsOf(module).get(name)
  const init = declarator?.type === 'VariableDeclarator' ? declarator.init : undefined
  return init?.type === 'CallExpression' && helperOf(init) === 'prop'
}

/** It may have changed since; who asks for what a context has gets the same. */
function isObject(init: t.Expression, module: Module): boolean {
  switch (init.type) {
    case 'NewExpression':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'AwaitExpression':
      return true
    case 'CallExpression': {
      const helper = helperOf(init)
      if (helper !== undefined) return !MADE.test(helper) && helper !== 'prop'
      const { callee } = init
      if (t.isMemberExpression(callee)) return !(t.isIdentifier(callee.property) && COMPUTE.test(callee.property.name))
      if (!t.isIdentifier(callee)) return true
      if (/^root(?:_\d+)?$/.test(callee.name)) return false
      const imported = module.references.get(callee)?.binding?.imported
      return !(imported?.source === 'svelte' && /Context/.test(imported.name))
    }
    default:
      return false
  }
}

/** Components within, with the state that they have: made anew with it. */
function belowOf(component: Fn, module: Module, atOnce: AtOnce, seen: Set<Fn>): string[] {
  if (seen.has(component)) return []
  seen.add(component)
  const found: string[] = []
  for (const reference of module.references.values()) {
    const { node, fn, binding } = reference
    if (fn === null || binding === undefined || !isWithin(fn, component)) continue
    const call = parentsOf(module).get(node)
    if (call?.type !== 'CallExpression' || call.callee !== node || call.arguments.length === 0) continue
    for (const [child, home] of atOnce.functionsOf(binding, module)) {
      if (child === component || !isSvelteComponent(child)) continue
      const state = variablesOf(child, home, new Set())
      const below = [...belowOf(child, home, atOnce, seen), ...fieldsOf(child, home)]
      if (state.length + below.length > 0) found.push(`what "${binding.name}" keeps`)
    }
    if (binding.imported && /^[A-Z]/.test(binding.name) && atOnce.functionsOf(binding, module).length === 0)
      found.push(`what "${binding.name}" keeps`)
  }
  t.traverseFast(component.node, node => {
    if (node.type === 'CallExpression' && /^(?:snippet|slot|component|html|attach|action)$/.test(helperOf(node) ?? ''))
      found.push(WITHIN[helperOf(node) as keyof typeof WITHIN])
  })
  return found
}

const WITHIN = {
  snippet: 'what is rendered within',
  slot: 'what is rendered within',
  component: 'what is rendered within',
  html: 'what is in markup that is computed',
  attach: 'what attachments made',
  action: 'what actions made',
}

const FIELD = /<(?:input|textarea|select|details|dialog|video|audio|iframe|canvas)\b|\bcontenteditable\b/g

/** Which argument is the element whose value a variable has. */
const BOUND = {
  bind_value: 0,
  bind_checked: 0,
  bind_select_value: 0,
  bind_files: 0,
  bind_content_editable: 1,
  bind_group: 2,
}

/** What a person does there, no variable has. */
function fieldsOf(component: Fn, module: Module): string[] {
  const index = fnOf(module)
  let fields = 0
  const bound = new Set<string>()
  const templates = new Set<string>()
  t.traverseFast(component.node, node => {
    if (node.type !== 'CallExpression') return
    if (t.isIdentifier(node.callee)) templates.add(node.callee.name)
    const element = node.arguments[BOUND[helperOf(node) as keyof typeof BOUND] ?? node.arguments.length]
    if (t.isIdentifier(element)) bound.add(element.name)
    if (helperOf(node) === 'element') fields++
  })
  for (const { id, init } of module.program.body.flatMap(each =>
    each.type === 'VariableDeclaration' ? each.declarations : [],
  )) {
    if (!t.isIdentifier(id) || !templates.has(id.name) || init?.type !== 'CallExpression') continue
    const [content] = init.arguments
    if (t.isTemplateLiteral(content) && !index.has(init))
      fields += (content.quasis[0]?.value.raw.match(FIELD) ?? []).length
  }
  return fields > bound.size ? ['what was done in fields that nothing binds'] : []
}
