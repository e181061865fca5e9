import { fault } from '../fault.js'
import type { Change, Link, WireContext, WirePart } from '../wire.js'

/** One more evaluation of a module, with cells of its own. */
export interface Copy {
  /** In the registry. */
  readonly id: string
  /** What a patch's part for the module is for this copy. */
  part(part: WirePart): WirePart
}

/** Its code was compiled under its own id, so its cells have names of their own; a part for it is made in the same way. */
export class RenamedCopy implements Copy {
  constructor(
    readonly id: string,
    private readonly original: string,
  ) {}

  part([, fingerprint, link, isAfter]: WirePart): WirePart {
    const text = String(link).replaceAll(this.original, this.id)
    return [this.id, fingerprint, (context, irrevocable) => evaluate(globalThis, text)(context, irrevocable), isAfter]
  }
}

/** The same code in another realm of the thread (`vm`), whose global object has the cells; what a patch makes there is made of that realm's intrinsics. */
export class ForeignCopy implements Copy {
  constructor(
    readonly id: string,
    private readonly original: string,
    private readonly global: object,
  ) {}

  part([, fingerprint, link, isAfter]: WirePart): WirePart {
    const linkHere: Link = (context, irrevocable) =>
      this.#link(evaluate(this.global, String(link)), context, irrevocable)
    return [this.id, fingerprint, linkHere, isAfter]
  }

  #link(link: Link, context: WireContext, irrevocable: () => void) {
    const own = (key: string) => key.replaceAll(this.original, this.id)
    const here: WireContext = {
      ...context,
      table: module => context.table(own(module)),
      keep: (key, make) => context.keep(own(key), make),
      cells: (module, count) => defineForeignCells(module, count, this.global),
    }
    const { '': others = [], ...cells } = link(here, irrevocable) as Record<string, Change[]>
    return { '': [...others, ...Object.entries(cells).map(([name, value]) => this.#change(name, value))] }
  }

  #change(name: string, value: unknown): Change {
    return on => Reflect.set(this.global, name, on ? value : undefined) || fault(6, name)
  }
}

/** In the realm's global scope, like a patch script: the text of a part means nothing that isn't global or its own. */
function evaluate(realm: object, text: string): Link {
  return (realm as typeof globalThis).eval(`(${text})`) as Link
}

/** `defineCells` for another realm's global object. */
export function defineForeignCells(module: string, count: number, global: object): void {
  for (let cell = 0; cell < count; cell++) {
    const name = `$${module}${cell.toString(36)}`
    if (!(name in global)) Object.defineProperty(global, name, { value: undefined, writable: true })
  }
}
