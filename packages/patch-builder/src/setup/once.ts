import * as t from '@babel/types'
import { callsNamed, type Fn, type Module } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import { lastName } from '../screen/places.js'
import { importsVue, isSetup } from './setup.js'

/** What comes of a function that is called once an instance: the instance keeps what it `makes`, or it `runs` for an effect. */
export type Once = 'makes' | 'runs'

const MADE_BY_OPTIONS = /^(?:data|provide)$/
const RUN_BY_OPTIONS = /^(?:beforeCreate|created|beforeMount|mounted|serverPrefetch)$/
const RUN_BY_CALLS = /^(?:onBeforeMount|onMounted|onServerPrefetch|watchEffect|watchPostEffect|watchSyncEffect)$/
const COMPONENT = /^(?:defineComponent|defineCustomElement|extend|mixin|createApp|createSSRApp)$/

/** Keys of an object of options. */
const OPTIONS =
  /^(?:name|components|directives|extends|mixins|provide|inject|props|emits|expose|data|computed|watch|methods|setup|render|template|filters|inheritAttrs|serverPrefetch|__\w+|(?:before)?(?:[cC]reate|[mM]ount|[uU]pdate|[uU]nmount|[dD]estroy)(?:e?d)?|(?:de)?activated|errorCaptured|render(?:Tracked|Triggered)|head|layout|middleware|async[dD]ata|beforeRoute(?:Enter|Update|Leave))$/

/** Vue calls it once an instance, Pinia once a store: nobody calls it again for those that are there. */
export function onceOf(fn: Fn, module: Module): Once | undefined {
  if (isSetup(fn, module) || isStoreSetup(fn, module)) return 'makes'
  if (isArgumentOf(fn.node, RUN_BY_CALLS, module) && importsVue(module)) return 'runs'
  const option = optionOf(fn.node, module)
  if (option === undefined) return undefined
  const { name, object } = option
  const call = callAround(object, module)
  if (name === 'state') return call === 'defineStore' ? 'makes' : undefined
  if (name === 'default') return isOfProperty(object, module) ? 'makes' : undefined
  if (!isOptionsAt(object, fn, module)) return undefined
  return MADE_BY_OPTIONS.test(name) ? 'makes' : RUN_BY_OPTIONS.test(name) ? 'runs' : undefined
}

/** `defineStore('cart', () => { … })` */
export function isStoreSetup({ node }: Fn, module: Module): boolean {
  const call = parentsOf(module).get(node)
  return call?.type === 'CallExpression' && call.arguments[1] === node && lastName(call.callee) === 'defineStore'
}

/** Vue renders an instance by it, and finds the instance again by its guard. */
export function isRenderer(fn: Fn, module: Module): boolean {
  if (!importsVue(module)) return false
  const option = optionOf(fn.node, module)
  if (option !== undefined) return option.name === 'render' && isOptionsAt(option.object, fn, module)
  if (fn.parent !== null || fn.class !== null) return false
  return isCompiledTemplate(fn) || (/^[A-Z]/.test(fn.name) && callsNamed(fn.node, ELEMENTS))
}

const ELEMENTS = /^(?:h|_?create(?:Element)?(?:VNode|Block))$/

/** `(_ctx, _cache) => …` */
export function isCompiledTemplate({ node }: Fn): boolean {
  return 'params' in node && ['_ctx', '_cache'].every((name, at) => t.isIdentifier(node.params[at], { name }))
}

/** Handed to a function that is called by one of these names. */
export function isArgumentOf(node: t.Node, callees: RegExp, module: Module): boolean {
  const call = parentsOf(module).get(node)
  return call?.type === 'CallExpression' && call.callee !== node && callees.test(lastName(call.callee))
}

/** The key under which a function stands in an object. */
function optionOf(node: t.Node, module: Module): { name: string; object: t.ObjectExpression } | undefined {
  const up = parentsOf(module)
  const property = node.type === 'ObjectMethod' ? node : up.get(node)
  if (property?.type !== 'ObjectMethod' && property?.type !== 'ObjectProperty') return undefined
  const object = up.get(property)
  if (object?.type !== 'ObjectExpression' || property.computed || !t.isIdentifier(property.key)) return undefined
  return { name: property.key.name, object }
}

/** `props: { list: { default: () => [] } }`, `inject: { theme: { default: … } }`: an instance goes on with what it was given for want of something else. */
function isOfProperty(object: t.Node, module: Module): boolean {
  const up = parentsOf(module)
  const all = up.get(up.get(object) ?? object)
  const around = all && up.get(all)
  const property = around?.type === 'CallExpression' ? up.get(around) : around
  return (
    property?.type === 'ObjectProperty' && t.isIdentifier(property.key) && /^(?:props|inject)$/.test(property.key.name)
  )
}

function callAround(object: t.Node, module: Module): string | undefined {
  const call = parentsOf(module).get(object)
  return call?.type === 'CallExpression' ? lastName(call.callee) : undefined
}

function isOptionsAt(object: t.ObjectExpression, { parent }: Fn, module: Module): boolean {
  const call = callAround(object, module)
  return (call !== undefined && COMPONENT.test(call)) || (parent === null && isOptions(object, module))
}

/** Of a component or a mixin, at the top level: it stands in a component's file, or has nothing but options. */
export function isOptions(object: t.ObjectExpression, module: Module): boolean {
  // `methods: { created() {} }`
  if (parentsOf(module).get(object)?.type === 'ObjectProperty') return false
  return /\.vue(?:$|\?)/.test(module.path) || (object.properties.length > 0 && object.properties.every(isOption))
}

function isOption(property: t.ObjectExpression['properties'][number]): boolean {
  if (property.type === 'SpreadElement') return true
  return !property.computed && t.isIdentifier(property.key) && OPTIONS.test(property.key.name)
}
