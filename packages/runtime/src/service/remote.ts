import type { Member } from './group.js'
import type { Answer, Question, RealmName } from './messages.js'

/** A realm whose event loop is blocked for longer doesn't take part: nothing is applied anywhere then. */
const PATIENCE = 10_000

type Resolve = (answer: Answer | 'gone') => void

/** A realm at the other end of a socket. */
export class RemoteMember implements Member {
  readonly #waiting = new Map<number, Resolve>()
  /** Commits that nobody waits for any more: if they come about all the same, they are taken back. */
  readonly #late = new Map<number, string>()
  #count = 0

  constructor(
    readonly name: RealmName,
    private readonly send: (message: { id: number; question: Question }) => void,
    private readonly patience = PATIENCE,
  ) {}

  ask(question: Question): Promise<Answer | 'gone'> {
    const id = this.#count++
    return new Promise(resolve => {
      const late = setTimeout(() => {
        if (question.ask === 'commit') this.#late.set(id, question.order.app)
        this.#hear(id, silent(this.patience))
      }, this.patience)
      this.#waiting.set(id, answer => {
        clearTimeout(late)
        resolve(answer)
      })
      this.send({ id, question })
    })
  }

  hear(id: number, answer: Answer): void {
    const app = this.#late.get(id)
    if (app !== undefined && answer.answer === 'done') void this.ask({ ask: 'undo', app })
    this.#late.delete(id)
    this.#hear(id, answer)
  }

  gone(): void {
    for (const id of [...this.#waiting.keys()]) this.#hear(id, 'gone')
  }

  #hear(id: number, answer: Answer | 'gone'): void {
    this.#waiting.get(id)?.(answer)
    this.#waiting.delete(id)
  }
}

function silent(patience: number): Answer {
  return { answer: 'refused', code: 'IASO1213', args: [String(patience / 1000)] }
}
