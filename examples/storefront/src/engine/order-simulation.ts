import { Simulation } from './simulation'

export const stages = ['received', 'roasting', 'packed', 'shipped', 'delivered'] as const
export type Stage = (typeof stages)[number]

const STEPS_PER_STAGE = 4

/** What happens to a parcel, told in seconds instead of days. */
export class OrderSimulation extends Simulation {
  static readonly steps = STEPS_PER_STAGE * (stages.length - 1)
  #steps = 0

  override get done(): boolean {
    return this.#steps >= OrderSimulation.steps
  }

  readonly getSteps = (): number => this.#steps

  get stage(): Stage {
    return stages[Math.floor(this.#steps / STEPS_PER_STAGE)] ?? 'delivered'
  }

  /** Percent, for the bar. */
  get progress(): number {
    return Math.round((this.#steps / OrderSimulation.steps) * 100)
  }

  protected override step(): void {
    this.#steps += 1
    super.step()
  }
}
