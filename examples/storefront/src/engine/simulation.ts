type Listener = () => void

/** Moves forward by itself, one step a beat, until it is done. */
export abstract class Simulation {
  readonly #listeners = new Set<Listener>()
  readonly #beatMs: number
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(beatMs: number) {
    this.#beatMs = beatMs
  }

  abstract get done(): boolean

  get running(): boolean {
    return this.#timer !== null
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#beat(), this.#beatMs)
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  protected step(): void {
    for (const listener of this.#listeners) listener()
  }

  #beat(): void {
    this.step()
    if (this.done) this.stop()
  }
}
