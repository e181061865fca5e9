import * as t from '@babel/types'
import { type Fn, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Born, Pair } from '../program.js'
import { changesOf, settingsOf } from './settings.js'

export interface RenamedSettings {
  /** Name now → names in the release and in the patches since. */
  readonly names: ReadonlyMap<string, readonly string[]>
  /** Something isn't set any more: nobody can say what of the new goes on with it, and instances that the patch makes miss it after a revert. */
  readonly isLost: boolean
}

/** `this._list = []` → `this.list = []`: properties of a constructor that go on under other names. */
export function renamedSettings(fn: Fn, pair: Pair): RenamedSettings {
  const id = pair.ids.get(fn) as number
  const all = pair.versionsSince({}).flatMap(born => {
    const twin = born.functionOf(id)
    return twin === undefined
      ? []
      : [{ ...renamedSince(fn, twin, born, pair), keys: settingsOf(twin).map(({ key }) => key) }]
  })
  const names = new Map<string, readonly string[]>()
  for (const { names: some } of all)
    for (const [key, from] of some) names.set(key, [...new Set([...(names.get(key) ?? []), from])])
  // what one version has made may have it under no name, or something else under that name
  const inAll = [...names].filter(([key]) => all.every(each => each.names.has(key) || each.keys.includes(key)))
  return { names: new Map(inAll), isLost: inAll.length < names.size || all.some(({ isLost }) => isLost) }
}

function renamedSince(fn: Fn, twin: Fn, { module, idOf }: Born, pair: Pair) {
  const names = new Map<string, string>()
  const [before, after] = [settingsOf(twin), settingsOf(fn)]
  const gone = before.filter(({ key }) => !pair.mentions(key))
  const added = after.filter(({ key }) => !before.some(each => each.key === key))
  const text = (value: t.Expression, side: 'old' | 'next') => {
    const of = side === 'old' ? module : pair.next
    const at = positionOf(value, side === 'old' ? twin : fn, of)
    const idIn = (each: Fn) => String(side === 'old' ? idOf(each) : pair.ids.get(each))
    return at === -1 ? shapeOf(value, of, idIn) : `parameter ${at}`
  }
  for (const shape of new Set(gone.map(({ value }) => text(value, 'old')))) {
    const from = gone.filter(({ value }) => text(value, 'old') === shape)
    const to = added.filter(({ value }) => text(value, 'next') === shape)
    const [was, is] = [from[0] as Setting, to[0]]
    // of several that begin alike, nobody can say which is which
    if (is === undefined || from.length + to.length > 2 || isDeleted(is.key, pair.next)) continue
    // what goes on under another name goes on changing
    if (changesOf(was.key, module).size > 0 && changesOf(is.key, pair.next).size === 0) continue
    names.set(is.key, was.key)
  }
  const carried = new Set(names.values())
  const isLost = gone.some(({ key }) => !carried.has(key))
  return { names, isLost }
}

type Setting = ReturnType<typeof settingsOf>[number]

/** Which parameter a value is; -1: none. */
function positionOf(value: t.Expression, { node }: Fn, module: Module): number {
  const params = 'params' in node ? (node.params as t.Node[]) : []
  const plain = frozen(value) ?? value
  const binding = plain.type === 'Identifier' ? module.references.get(plain)?.binding : undefined
  return binding === undefined || binding.assigned ? -1 : params.indexOf(binding.node)
}

/** `Object.freeze(fields)` is the same object. */
function frozen(value: t.Expression): t.Expression | undefined {
  if (value.type !== 'CallExpression' || !t.isMemberExpression(value.callee)) return undefined
  const { object, property } = value.callee
  const isFreeze = t.isIdentifier(object, { name: 'Object' }) && t.isIdentifier(property, { name: 'freeze' })
  return isFreeze && t.isExpression(value.arguments[0]) ? value.arguments[0] : undefined
}

/** Of an older instance, what stands under the old name would be left. */
function isDeleted(key: string, { program }: Module): boolean {
  let found = false
  t.traverseFast(program, node => {
    if (t.isUnaryExpression(node, { operator: 'delete' }) && t.isMemberExpression(node.argument))
      found ||= t.isIdentifier(node.argument.property, { name: key })
  })
  return found
}
