import { fault } from '../fault.js'
import type { Live } from '../realm.js'
import type { Runtime } from '../registry.js'
import type { Register, WirePart, WirePatch } from '../wire.js'
import { Claims } from './claims.js'
import { type Copy, defineForeignCells, ForeignCopy, RenamedCopy } from './copy.js'
import { originalId } from './identity.js'

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/**
 * Modules that a realm evaluates more than once (`delete require.cache[…]`, `import('./x.js?2')`, `vm.runInContext`), each copy with cells of its
 * own, all within the reach of patches.
 *
 * To the registry a copy is one more module. A patch gets one more part for each copy that there is when it is applied; a copy that comes
 * later adds its parts to the live patches. A part that means another module's names, where that module has copies, could mean any of them:
 * such a patch is rejected (IASO1204).
 */
export class Copies {
  readonly claims = new Claims(0)
  readonly #copies = new Map<string, Copy[]>()
  readonly #apps = new Set<string>()
  readonly #foreign = new WeakMap<object, Map<string, Register>>()
  readonly #runtime: Runtime

  /** From now on, the runtime knows copies. */
  constructor(shared: Writable<Runtime>) {
    this.#runtime = { ...shared }
    shared.define = (id, fingerprint, cells) => this.#define(id, fingerprint, cells)
    shared.apply = patch => this.#apply(patch)
    shared.link = (part, irrevocable) => this.#expand(part).flatMap(each => this.#runtime.link(each, irrevocable))
  }

  /** A module that runs in another realm of the thread, whose global object has its cells. */
  defineForeign(id: string, fingerprint: string, cells: number, global: object): Register {
    defineForeignCells(id, cells, global)
    const known = this.#foreign.get(global) ?? new Map<string, Register>()
    this.#foreign.set(global, known)
    // There it is evaluated twice, and its copies share their cells: the registry says no to that.
    const register = known.get(id) ?? this.#foreignRegister(id, fingerprint, global)
    known.set(id, register)
    return register
  }

  #foreignRegister(id: string, fingerprint: string, global: object): Register {
    const copy = this.claims.copy(id)
    if (copy !== undefined) return this.#register(new ForeignCopy(copy, id, global), id, fingerprint, 0)
    const register = this.#runtime.define(id, fingerprint, 0)
    return (make, slot) => {
      // As what is evaluated twice: no patch is to look as if it reached this one.
      register(make, slot)
      register(make, slot)
    }
  }

  #define(id: string | symbol, fingerprint: string, cells: number): Register {
    // what belongs to no module of the release is evaluated once
    if (typeof id === 'symbol') return this.#runtime.define(id as never, fingerprint, cells)
    const original = originalId(id)
    if (original !== undefined) return this.#register(new RenamedCopy(id, original), original, fingerprint, cells)
    const register = this.#runtime.define(id, fingerprint, cells)
    return (make, slot) => {
      this.claims.evaluated(id)
      register(make, slot)
    }
  }

  #register(copy: Copy, original: string, fingerprint: string, cells: number): Register {
    const register = this.#runtime.define(copy.id, fingerprint, cells)
    return (make, slot) => {
      if (!slot) this.#add(copy, original)
      register(make, slot)
    }
  }

  #add(copy: Copy, original: string): void {
    const copies = this.#copies.get(original) ?? []
    this.#copies.set(original, copies)
    if (copies.includes(copy)) return
    copies.push(copy)
    for (const app of this.#apps) {
      const parts = (this.#runtime.state(app).patch as Live | undefined)?.parts as WirePart[] | undefined
      parts?.push(...parts.filter(([module]) => module === original).map(part => this.#late(copy, part, app)))
    }
  }

  /** As where the copies share their cells: the whole patch is taken back. */
  #late(copy: Copy, part: WirePart, app: string): WirePart {
    const other = this.#ambiguous(part)
    if (other === undefined) return copy.part(part)
    const fail = () => {
      this.#runtime.revert(app)
      return fault(4, other)
    }
    return [copy.id, part[1], fail]
  }

  #apply(patch: WirePatch): ReturnType<Runtime['apply']> {
    const { app, id, parts } = patch
    this.#apps.add(app)
    if (this.#runtime.state(app).patch?.id === id) return this.#runtime.apply(patch)
    const unclear = parts.map(part => this.#ambiguous(part) ?? this.#second(part, parts)).find(Boolean)
    if (unclear !== undefined) return this.#runtime.attempt('applied', patch, () => fault(4, unclear))
    return this.#runtime.apply({ ...patch, parts: parts.flatMap(part => this.#expand(part)) })
  }

  #expand(part: WirePart): WirePart[] {
    const other = this.#ambiguous(part)
    if (other !== undefined) fault(4, other)
    return [part, ...(this.#copies.get(part[0]) ?? []).map(copy => copy.part(part))]
  }

  /** Another module with copies that the part mentions. */
  #ambiguous([module, , link]: WirePart): string | undefined {
    if (this.#copies.size === 0) return undefined
    const text = String(link)
    return [...this.#copies.keys()].find(id => id !== module && text.includes(id))
  }

  /** The part of a module that is there for all, such as that with the migrations, and must not run once more for each copy. */
  #second(part: WirePart, parts: readonly WirePart[]): string | undefined {
    const [module, , , kind] = part
    // what is asked of the module, each copy answers
    if (kind === 0 || !this.#copies.has(module)) return undefined
    return parts.find(([id, , , kind]) => id === module && kind !== 0) !== part ? module : undefined
  }
}
