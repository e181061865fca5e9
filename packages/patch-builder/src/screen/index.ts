import { type CellMapping, cellName, type ScreenHook } from '@iaso/protocol'
import type { Edited, Emitted } from '../emit/index.js'
import type { Findings } from '../findings.js'
import type { Program } from '../program.js'
import { Meaning } from '../resolve/meaning.js'
import { isComponent } from './components.js'
import { identify } from './identify.js'
import { Reach } from './reach.js'
import { type Signature, Signatures, UNREACHED } from './signature.js'
import { type Concerned, verifyComponent, verifyHeldHooks } from './verify.js'
import { released, toRecord, toWire, type Versioned, versioned, write } from './wire.js'

/** What a page has to do to show the patch. */
export interface Screen {
  /** Nobody can say which components the patch concerns. */
  readonly isAll: boolean
  readonly components: readonly Concerned[]
}

/** Cell → hooks in the release, and under the patch if they are others. */
export type ScreenCells = Readonly<Record<string, readonly string[]>>

/** For pages whose adapter for React is there; nothing: there is none, or no screen. */
export function screenOf(program: Program, edited: readonly Edited[], findings: Findings): Screen | undefined {
  const { mapping, input } = program
  if (!mapping.screens?.includes('react') || input.drill) return undefined
  const reach = new Reach(program, edited)
  const old = new Signatures(new Meaning(program, 'old'), UNREACHED)
  const next = new Signatures(new Meaning(program, 'new'), reach)
  const components = [...reach.functions()].flatMap(([fn, module]): Concerned[] => {
    if (!isComponent(fn, module)) return []
    const { id, twin } = identify(program, edited, fn, module)
    const base = twin && program.old(module.path)
    const before = twin && base && released(old.of(twin, base))
    return [
      {
        fn,
        module,
        id,
        twin,
        old: base,
        before,
        after: version(program, next.of(fn, module), before, `${module.path}#${id}`),
      },
    ]
  })
  for (const each of components) verifyComponent(each, input.effects ?? false, findings)
  verifyHeldHooks(edited, reach, old, next, findings)
  return { isAll: reach.isOpen, components }
}

/** Compared with the newest version that has it. */
function version(program: Program, signature: Signature, before: Versioned | undefined, key: string): Versioned {
  const { patches } = program.mapping
  const release = before ? toRecord(before) : []
  const ids = [...release, ...patches.flatMap(({ screen }) => screen?.[key] ?? [])].map(({ id }) => id)
  const latest = patches.at(-1)?.screen?.[key] ?? release
  return versioned(signature, latest, 1 + Math.max(-1, ...ids), program.input.effects ?? false)
}

/** What stands in the patch, once it is known which cells it makes. */
export function cellsOf(
  { components }: Screen,
  program: Program,
  edited: readonly Edited[],
  emitted: Emitted,
): ScreenCells {
  const found: Record<string, readonly string[]> = {}
  for (const { module, id, before, after } of components) {
    const known = program.mapping.modules[module.path]
    const left = edited.find(({ pair }) => pair.path === module.path)?.left ?? []
    // closures that stay on their code stay with its hooks
    const isLeft = ({ cell }: CellMapping) => left.some(each => each.cell.cell === cell)
    const to = write(toWire(after))
    const from = before === undefined ? to : write(toWire(before))
    for (const cell of [...(known?.cells ?? []), ...(emitted.cells.get(module.path) ?? [])])
      if (cell.function === id && !isLeft(cell))
        found[cellName(known?.id ?? program.input.moduleId(module.path), cell.cell)] = from === to ? [to] : [from, to]
  }
  return found
}

/** For the next patch. */
export function recordScreen({ components }: Screen): Record<string, ScreenHook[]> {
  return Object.fromEntries(components.map(({ module, id, after }) => [`${module.path}#${id}`, toRecord(after)]))
}
