import type * as t from '@babel/types'
import { digest } from '@iaso/babel-plugin'
import type { Plan } from './plan.js'
import { madeBy, namesIn } from './setup.js'

/** The adapter's function, on the global object: what the instance has that `setup` is called for. */
const MEMORY = '$iasoVue'

export interface Insertion {
  readonly at: number
  /** Characters that it takes the place of. */
  readonly length?: number
  readonly text: string
}

/**
 * Has `setup` take what an instance has, instead of making it: `$m.k` is an object with boxes, `$m.s` says that what ran doesn't run again.
 *
 *     const text = ref('')          const text = ($m.k["text"] ??= [ref('')])[0]
 *     const seconds = useClock()    const seconds = $m.s ? $m.k.seconds?.[0] : useClock()
 *     watch(text, save)             if (!$m.s) watch(text, save)
 */
export function insertions(plan: Plan, version: string, code: string): Insertion[] {
  const { setup, kept, skipped } = plan
  const { node } = setup.fn
  const [, second] = (node as t.ObjectMethod).params
  const begin = ((node as t.ObjectMethod).body.start ?? 0) + 1
  const found: Insertion[] = [{ at: begin, text: head(version, second, code) }]
  if (second?.type === 'ObjectPattern') found.push({ at: second.start ?? 0, length: lengthOf(second), text: '$x' })
  for (const statement of setup.statements) {
    const name = kept.get(statement)
    const made = madeBy(statement, setup.module)
    if (made !== undefined && name !== undefined)
      found.push(...around(made.init, `($m.k[${JSON.stringify(name)}] ??= [`, '])[0]'))
    else if (made !== undefined && skipped.has(statement))
      found.push(...around(made.init, `$m.s ? ${known(made.id)} : `))
    else if (skipped.has(statement) && statement.type !== 'VariableDeclaration')
      found.push({ at: statement.start ?? 0, text: 'if (!$m.s) ' })
  }
  return found
}

/** Vue hands a second parameter to functions that take one, and what it sees is the release's. */
function head(version: string, second: t.Node | undefined, code: string): string {
  const memory = ` const $m = globalThis.${MEMORY}(${JSON.stringify(version)});`
  if (second?.type !== 'ObjectPattern') return memory
  return `${memory} const ${code.slice(second.start ?? 0, second.end ?? 0)} = $x ?? $m.x;`
}

function around({ start, end }: t.Node, before: string, behind = ''): Insertion[] {
  return [
    { at: start ?? 0, text: before },
    { at: end ?? 0, text: behind },
  ]
}

function known(id: t.Node): string {
  if (id.type === 'Identifier') return `$m.k.${id.name}?.[0]`
  const properties = (id as t.ObjectPattern).properties as t.ObjectProperty[]
  const entries = properties.map(({ key, value }) => `${(key as t.Identifier).name}: $m.k.${namesIn(value)[0]}?.[0]`)
  return `{ ${entries.join(', ')} }`
}

function lengthOf({ start, end }: t.Node): number {
  return (end ?? 0) - (start ?? 0)
}

export function written(code: string, all: readonly Insertion[]): string {
  let text = code
  for (const { at, length = 0, text: inserted } of [...all].sort((a, b) => b.at - a.at)) {
    text = text.slice(0, at) + inserted + text.slice(at + length)
  }
  return text
}

/** The same for the same code, whatever else is in a patch. */
export function versionOf({ setup, again }: Plan, shapes: readonly string[]): string {
  const names = setup.fn.children.map(({ key, captured }) => `${key} ${captured.map(({ name }) => name).join()}`)
  return digest([String(again), ...shapes, ...names].join('\n'), 6)
}
