import fc from 'fast-check'

/** A property that a constructor sets, under the name that it has now. */
interface Property {
  readonly id: number
  readonly name: string
  readonly kind: 'list' | 'count' | 'argument' | 'options'
  /** Not set, and not asked for, at the time. */
  readonly isGone: boolean
}

/** A class whose instances remember what happened to them. */
export interface Shape {
  readonly isClass: boolean
  readonly properties: readonly Property[]
  /** Ids of those that some versions don't have, or have as something else: what they count depends on when an instance was made. */
  readonly toggled: readonly number[]
  /** Of those that keep an argument, the ids of those that something sets anew. */
  readonly reset: readonly number[]
  /** What the constructor makes of its arguments. */
  readonly derived: readonly Derived[]
}

interface Derived {
  readonly name: string
  readonly value: string
}

const VALUES = [
  'name.toUpperCase()',
  'options.max || 1',
  '!options.max',
  'name + options.max',
  'Object.freeze(options)',
  'name',
]
const INITIAL = { list: '[]', count: '0', argument: 'name', options: 'options' }

export const shape: fc.Arbitrary<Shape> = fc
  .record({
    isClass: fc.boolean(),
    kinds: fc.array(fc.constantFrom<Property['kind']>('list', 'count', 'argument', 'options'), {
      minLength: 1,
      maxLength: 5,
    }),
    reset: fc.array(fc.nat(4), { maxLength: 1 }),
  })
  .map(({ isClass, kinds, reset }) => ({
    isClass,
    properties: kinds.map((kind, id) => ({ id, kind, name: `p${id}`, isGone: false })),
    toggled: [],
    reset: reset.filter(id => kinds[id] === 'argument'),
    derived: [],
  }))

/** Properties get other names, or change their kind; one more is made of the arguments. */
export const reshaping: fc.Arbitrary<(shape: Shape, version: number) => Shape> = fc
  .record({
    renamed: fc.array(fc.nat(4), { maxLength: 3 }),
    replaced: fc.option(fc.nat(4), { freq: 4 }),
    toggled: fc.option(fc.nat(4), { freq: 2 }),
    value: fc.option(fc.constantFrom(...VALUES)),
    at: fc.nat(4),
  })
  .map(({ renamed, replaced, toggled, value, at }) => (before, version) => {
    const properties = before.properties.map((property): Property => {
      if (property.id === toggled) return { ...property, isGone: !property.isGone }
      if (property.isGone) return property
      const name = renamed.includes(property.id) ? `p${property.id}v${version}` : property.name
      const isOther = property.id === replaced && (property.kind === 'list' || property.kind === 'count')
      return { ...property, name, kind: isOther ? (property.kind === 'list' ? 'count' : 'list') : property.kind }
    })
    // the order of properties is no counterpart
    const turned = [...properties.slice(at % properties.length), ...properties.slice(0, at % properties.length)]
    const derived = value === null ? before.derived : [...before.derived, { name: `d${version}`, value }]
    return { ...before, properties: turned, derived, toggled: [...before.toggled, toggled ?? -1, replaced ?? -1] }
  })

/** @param toggled ids of properties that some version of the history doesn't have */
export function sourceOf({ isClass, properties: all, reset, derived }: Shape, toggled: readonly number[]): string {
  const properties = all.filter(({ isGone }) => !isGone)
  const byId = [...properties].sort((a, b) => a.id - b.id)
  const settings = [
    ...properties.map(({ name, kind }) => `this.${name} = ${INITIAL[kind]}`),
    ...derived.map(({ name, value }) => `this.${name} = ${value}`),
  ].join('; ')
  const steps = byId.map(({ name, kind, id }) => {
    if (kind === 'list') return `this.${name}.push(1)`
    if (kind === 'count') return `this.${name}++`
    return reset.includes(id) ? `this.${name} = 'other'` : `this.${name}`
  })
  const shown = [
    ...byId.map(property => shownAs(property, toggled)),
    ...derived.map(({ name }) => `this.${name}`),
  ].join(', ')
  const [step, see] = [`() { ${steps.join('; ')} }`, `() { return [${shown}] }`]
  const code = isClass
    ? `class Box { constructor(name, options = {}) { ${settings} } step${step} see${see} }`
    : `function Box(name, options = {}) { ${settings} }
Box.prototype.step = function ${step}
Box.prototype.see = function ${see}`
  return `${code}
export const warm = () => { const box = new Box('ab', { max: 3 }); box.step(); box.step(); return box }
export const see = box => box.see()`
}

function shownAs({ id, name, kind }: Property, toggled: readonly number[]): string {
  if (!toggled.includes(id) || kind === 'argument' || kind === 'options') return `this.${name}`
  return kind === 'list' ? `Array.isArray(this.${name})` : `typeof this.${name}`
}
