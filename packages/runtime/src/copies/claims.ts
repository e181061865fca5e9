import { copyId } from './identity.js'

/** A realm keeps that many copies within the reach of patches, and with them all that their modules hold. */
const LIMIT = 1000

/** Of all that ask in this thread. */
let copies = 0

/** Whoever compiles modules of a realm asks here which id an evaluation is to have. */
export class Claims {
  readonly #evaluated = new Set<string>()

  /** @param place - 0 or 1: so that two who compile for one realm, each in its own thread, never answer the same. */
  constructor(private readonly place: 0 | 1) {}

  /** @returns the module's own id for its first evaluation, that of a copy for another; its own again where there are too many */
  next(id: string): string {
    if (this.#evaluated.has(id)) return this.copy(id) ?? id
    this.#evaluated.add(id)
    return id
  }

  copy(id: string): string | undefined {
    return copies < LIMIT ? copyId(id, 2 * copies++ + this.place) : undefined
  }

  /** Somebody else has compiled it. */
  evaluated(id: string): void {
    this.#evaluated.add(id)
  }
}
