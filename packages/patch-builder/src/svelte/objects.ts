import * as t from '@babel/types'
import { type Fn, fnOf, type Module } from '@iaso/babel-plugin'
import { ownNodes } from '../emit/own-code.js'
import type { Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { within } from '../screen/reach.js'
import { helperOf } from './svelte.js'

/** Nothing is done to these after they are made. */
const VALUES = /^(?:Date|URL|RegExp|Error|Intl|\w*Array|DataView|ArrayBuffer|Blob|FormatError)$/
/** Methods. What these answer is a value, or a list that nobody goes on with. */
export const COMPUTE =
  /^(?:map|filter|flatMap|flat|slice|concat|toSorted|toReversed|toSpliced|with|find|findLast|findIndex|indexOf|lastIndexOf|at|some|every|includes|reduce|reduceRight|join|split|trim\w*|to\w+|pad\w+|replace\w*|match\w*|startsWith|endsWith|substring|substr|repeat|char\w+|codePoint\w+|normalize|format\w*|get\w*|has|keys|values|entries|fromEntries|assign|from|of|max|min|round|floor|ceil|abs|parse\w*|stringify|isArray|isInteger|isNaN|isFinite|test|exec|sort|reverse)$/
/** A library's or a method that nobody can find: what it is called says whether it makes something that lives. */
const MAKES = /^(?:create|make|use|build|new|init|open|start|connect|spawn|clone)(?![a-z])/

/**
 * What the function answers may be an object with a state of its own: an instance, an object whose functions or accessors close over something, one of whose fields
 * somebody assigns. Lists and objects that are only read are values.
 */
export function makesObject(fn: Fn, module: Module, program: Program): boolean {
  const seen = new Set<t.Node>()
  return answersObject(fn, module)

  function answersObject(maker: Fn, where: Module): boolean {
    if (seen.has(maker.node)) return false
    seen.add(maker.node)
    const { node } = maker
    if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement')
      return isObject(node.body, maker, where)
    return [...ownNodes(bodyOf(node))].some(
      each => each.type === 'ReturnStatement' && each.argument != null && isObject(each.argument, maker, where),
    )
  }

  function isObject(node: t.Node, maker: Fn, where: Module): boolean {
    switch (node.type) {
      case 'NewExpression':
        return isInstance(node.callee, where)
      case 'ObjectExpression':
        return isLiving(node, maker, where)
      case 'ArrayExpression':
        return node.elements.some(each => each !== null && isObject(each, maker, where))
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return maker.node !== node && holdsState(maker)
      case 'ConditionalExpression':
        return isObject(node.consequent, maker, where) || isObject(node.alternate, maker, where)
      case 'LogicalExpression':
        return isObject(node.left, maker, where) || isObject(node.right, maker, where)
      case 'SequenceExpression':
        return isObject(node.expressions.at(-1) as t.Node, maker, where)
      case 'ParenthesizedExpression':
      case 'AwaitExpression':
      case 'SpreadElement':
        return isObject(node.type === 'ParenthesizedExpression' ? node.expression : node.argument, maker, where)
      case 'Identifier':
        return isLocalObject(node, maker, where)
      case 'CallExpression':
        return isMadeByCall(node, where)
      default:
        return false
    }
  }

  /** `const made = new Store(); made.start(); return made` */
  function isLocalObject(node: t.Identifier, maker: Fn, where: Module): boolean {
    const binding = where.references.get(node)?.binding
    if (binding === undefined) return false
    const declarator = parentsOf(where).get(binding.node)
    const { init } = declarator?.type === 'VariableDeclarator' ? declarator : {}
    if (!init || seen.has(init) || !within(binding.node, maker.node, where)) return false
    seen.add(init)
    return isObject(init, maker, where)
  }

  function isMadeByCall(node: t.CallExpression, where: Module): boolean {
    const helper = helperOf(node)
    if (helper !== undefined) return /^(?:proxy|state)$/.test(helper)
    const { callee } = node
    if (t.isFunction(callee)) {
      const inner = fnOf(where).get(callee)
      return inner !== undefined && answersObject(inner, where)
    }
    const name = t.isIdentifier(callee)
      ? callee.name
      : t.isMemberExpression(callee) && !callee.computed && t.isIdentifier(callee.property)
        ? callee.property.name
        : ''
    if (t.isMemberExpression(callee) && name !== '' && COMPUTE.test(name))
      return node.arguments.some(each => t.isFunction(each) && isMadePerItem(name, each, where))
    const known = namedFunctions(name, program)
    if (known.length > 0) return known.some(([each, home]) => answersObject(each, home))
    return MAKES.test(name)
  }

  /** `list.map(x => new Item(x))` */
  function isMadePerItem(name: string, node: t.Node, where: Module): boolean {
    const inner = fnOf(where).get(node)
    return /^(?:map|flatMap|from|reduce)$/.test(name) && inner !== undefined && answersObject(inner, where)
  }

  function isLiving(node: t.ObjectExpression, maker: Fn, where: Module): boolean {
    const { assigns } = program.pair(module.path)
    return node.properties.some(each => {
      if (each.type === 'SpreadElement') return false
      if (each.type === 'ObjectMethod' || t.isFunction(each.value)) return holdsState(maker)
      const name = t.isIdentifier(each.key) && !each.computed ? each.key.name : undefined
      return (name !== undefined && assigns(name)) || isObject(each.value, maker, where)
    })
  }
}

/** Variables of its own that closures may change. */
function holdsState({ node }: Fn): boolean {
  return [...ownNodes(bodyOf(node))].some(each => each.type === 'VariableDeclaration' && !isOfValues(each))
}

/** `const` of what is only computed. */
function isOfValues({ kind, declarations }: t.VariableDeclaration): boolean {
  return (
    kind === 'const' &&
    declarations.every(({ init }) => init != null && !/^(?:New|Call|Array|Object)Expression$/.test(init.type))
  )
}

function isInstance(callee: t.Node, module: Module): boolean {
  if (!t.isIdentifier(callee)) return !(t.isMemberExpression(callee) && t.isIdentifier(callee.object, { name: 'Intl' }))
  return module.references.get(callee)?.binding !== undefined || !VALUES.test(callee.name)
}

/** Functions and methods of that name, of whatever module: who is called can't always be told. */
function namedFunctions(name: string, program: Program): (readonly [Fn, Module])[] {
  return name === ''
    ? []
    : Object.entries(program.input.modules).flatMap(([path, { code }]) => {
        if (!code.includes(name)) return []
        const module = program.next(path)
        return module.functions.flatMap(fn => (fn.name === name ? [[fn, module] as const] : []))
      })
}

function bodyOf(node: t.Node): t.Node[] {
  return t.isFunction(node) ? [node.body] : []
}
