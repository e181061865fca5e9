import type { Problem } from '../result.js'
import { readCurrent, writeCurrent } from './current.js'
import type { Answer, GroupResult, GroupStatus, Order, Question, RealmName, Refused } from './messages.js'

/** A realm of the group, wherever it is. It answers, or is gone: then nobody is left there who could have the wrong code. */
export interface Member {
  readonly name: RealmName
  ask(question: Question): Promise<Answer | 'gone'>
}

interface Heard {
  readonly member: Member
  readonly answer: Answer | 'gone'
}

/** All realms that take patches together: every one, or none. */
export class Group {
  readonly #members = new Set<Member>()
  /** One thing at a time. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(readonly place: string) {}

  /** A realm that joins while a patch is on its way may have missed it. */
  join(member: Member): void {
    this.#members.add(member)
    this.#inTurn(() => this.#bringUp(member))
  }

  leave(member: Member): void {
    this.#members.delete(member)
  }

  /** The patch that the group has now. */
  current(app: string): Order | undefined {
    return readCurrent(this.place, app)
  }

  apply(order: Order): Promise<GroupResult> {
    return this.#inTurn(() => this.#apply(order))
  }

  revert(app: string): Promise<GroupResult> {
    return this.#inTurn(async () => {
      const start = performance.now()
      const heard = await this.#askAll([...this.#members], { ask: 'revert', app })
      writeCurrent(this.place, app, undefined)
      const refused = refusals(heard)
      const status = refused.length > 0 ? 'failed' : 'reverted'
      return { status, app, patch: undefined, realms: takers(heard), refused, ms: performance.now() - start }
    })
  }

  async status(): Promise<GroupStatus> {
    const heard = await this.#askAll([...this.#members], { ask: 'state' })
    const realms = heard.flatMap(({ member, answer }) =>
      answer !== 'gone' && answer.answer === 'state' ? [{ ...member.name, apps: answer.apps }] : [],
    )
    return { status: 'status', realms }
  }

  async #apply(order: Order): Promise<GroupResult> {
    const { app, id } = order
    const start = performance.now()
    const end = (status: GroupResult['status'], realms: RealmName[], refused: (RealmName & Problem)[]): GroupResult => {
      return { status, app, patch: id, realms, refused, ms: performance.now() - start }
    }
    const checked = await this.#askAll([...this.#members], { ask: 'check', order })
    const willing = checked.filter(({ answer }) => isDone(answer)).map(({ member }) => member)
    const refused = refusals(checked)
    if (refused.length > 0) return end('rejected', [], refused)
    if (willing.length === 0) return end('rejected', [], [{ ...here(), code: 'IASO1201', args: [app] }])
    const committed = await this.#askAll(willing, { ask: 'commit', order })
    const faults = refusals(committed)
    if (faults.length === 0) {
      writeCurrent(this.place, app, order)
      return end('applied', takers(committed), [])
    }
    const changed = committed.filter(({ answer }) => isDone(answer)).map(({ member }) => member)
    const stuck = refusals(await this.#askAll(changed, { ask: 'undo', app }))
    return end(stuck.length > 0 ? 'failed' : 'rejected', [], [...faults, ...stuck])
  }

  async #bringUp(member: Member): Promise<void> {
    const state = await member.ask({ ask: 'state' })
    if (state === 'gone' || state.answer !== 'state') return
    for (const { app, patch } of state.apps) {
      const order = this.current(app)
      if (order?.id === patch) continue
      if (!order) await member.ask({ ask: 'revert', app })
      else if (isDone(await member.ask({ ask: 'check', order }))) await member.ask({ ask: 'commit', order })
    }
  }

  #askAll(members: readonly Member[], question: Question): Promise<Heard[]> {
    return Promise.all(members.map(async member => ({ member, answer: await member.ask(question) })))
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run)
    // Its failure is heard by whoever asked for it, not by whoever comes next.
    this.#last = turn.catch(() => {})
    return turn
  }
}

export function here(thread = 0): RealmName {
  return { pid: process.pid, thread }
}

function isDone(answer: Answer | 'gone'): boolean {
  return answer !== 'gone' && answer.answer === 'done'
}

function takers(heard: readonly Heard[]): RealmName[] {
  return heard.filter(({ answer }) => isDone(answer)).map(({ member }) => member.name)
}

function refusals(heard: readonly Heard[]): (RealmName & Problem)[] {
  return heard.flatMap(({ member, answer }) => {
    if (answer === 'gone' || answer.answer !== 'refused') return []
    const { code, args }: Refused = answer
    return [{ ...member.name, code, args }]
  })
}
