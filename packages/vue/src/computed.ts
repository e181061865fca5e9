import type { Computed, Subscriber } from './vue.js'

const DIRTY = 16

/** Which computed values a patch concerns, as it concerns what they call, or what they read. */
export class Concerned {
  private readonly known = new Map<Computed, boolean>()

  /** @param concerns whether it concerns a function */
  constructor(private readonly concerns: (fn: object) => boolean) {}

  has(computed: Computed): boolean {
    const known = this.known.get(computed)
    if (known !== undefined) return known
    const own = this.concerns(computed.fn)
    this.known.set(computed, own)
    const isConcerned = this.isReadBy(computed) || own
    this.known.set(computed, isConcerned)
    if (isConcerned) invalidate(computed)
    return isConcerned
  }

  /** All are asked: each that is concerned has to be made again. */
  isReadBy({ deps }: Subscriber): boolean {
    let found = false
    for (let link = deps; link; link = link.nextDep) if (link.dep.computed && this.has(link.dep.computed)) found = true
    return found
  }
}

export function isComputed(value: unknown): value is Computed {
  return typeof value === 'object' && value !== null && 'globalVersion' in value && 'fn' in value
}

/** The function behind it may be another one: nothing that it has read has changed, and yet it must be called again, when it is read next. */
function invalidate(computed: Computed): void {
  computed.flags |= DIRTY
  computed.globalVersion = -1
  if (computed._dirty) return
  computed._dirty = true
  const { fn } = computed
  computed.fn = before => {
    // Vue doesn't take that mark off: it is meant for those who set it.
    computed._dirty = false
    computed.fn = fn
    return fn(before)
  }
}
