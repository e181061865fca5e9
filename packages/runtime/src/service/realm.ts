import { RELEASE } from '../realm.js'
import { runtime } from '../registry.js'
import type { Problem, Result } from '../result.js'
import type { WirePatch } from '../wire.js'
import { capture } from './capture.js'
import type { Answer, AppState, Order, Question } from './messages.js'

/** What the realm has taken, by application; `undefined`: the release as it was built. */
interface Taken {
  readonly now: WirePatch | undefined
  readonly before: WirePatch | undefined
}

/** One realm's half of a group: it answers the root, which may be in this realm or in another process. */
export class ServiceRealm {
  readonly #taken = new Map<string, Taken>()
  /** Patches whose check went well, until they are committed. */
  #checked: WirePatch | undefined

  answer(question: Question): Answer {
    switch (question.ask) {
      case 'check':
        return this.#check(question.order)
      case 'commit':
        return this.#commit(question.order)
      case 'undo':
        return this.#undo(question.app)
      case 'revert':
        return this.#become(question.app, undefined)
      case 'state':
        return { answer: 'state', apps: appStates() }
    }
  }

  /** All that can go wrong does so here, where nothing has changed yet. */
  #check(order: Order): Answer {
    const { release } = runtime.state(order.app)
    if (release === undefined) return { answer: 'absent' }
    if (release !== order.release) return refuse({ code: 'IASO1202', args: [order.release, release] })
    try {
      const patch = capture(order)
      tryLink(patch)
      this.#checked = patch
      return { answer: 'done', functions: 0, ms: 0 }
    } catch (error) {
      return refuse(toProblem(error))
    }
  }

  #commit(order: Order): Answer {
    const patch = this.#checked
    this.#checked = undefined
    if (patch?.id !== order.id) return refuse({ code: 'IASO1207', args: ['it was not checked'] })
    return this.#become(order.app, patch)
  }

  #undo(app: string): Answer {
    return this.#become(app, this.#taken.get(app)?.before)
  }

  #become(app: string, patch: WirePatch | undefined): Answer {
    if (runtime.state(app).release === undefined) return { answer: 'absent' }
    const result = patch ? runtime.apply(patch) : runtime.revert(app)
    if (result.status === 'rejected' || result.status === 'failed') return refuse(result)
    const { now } = this.#taken.get(app) ?? {}
    if (now?.id !== patch?.id) this.#taken.set(app, { now: patch, before: now })
    return toDone(result)
  }
}

/** Parts that need what a new module of the patch makes can't be linked before that is made, and that waits for the commit. */
function tryLink({ parts }: WirePatch): void {
  const released = parts.filter(([module]) => typeof module === 'string')
  for (const part of released)
    try {
      runtime.link(part, () => {})
    } catch (error) {
      if (released.length === parts.length || isProblem(error)) throw error
    }
}

function appStates(): AppState[] {
  const names = Object.getOwnPropertyNames(globalThis).filter(name => name.startsWith(RELEASE))
  return names.map(name => {
    const app = name.slice(RELEASE.length)
    const { release = '', patch, pending } = runtime.state(app)
    return { app, release, patch: patch?.id, pending: pending?.size ?? 0 }
  })
}

function toDone({ functions, ms }: Result): Answer {
  return { answer: 'done', functions, ms }
}

function refuse({ code, args }: Problem): Answer {
  return { answer: 'refused', code, args: [...args] }
}

function toProblem(error: unknown): Problem {
  return isProblem(error) ? error : { code: 'IASO1207', args: [`${error}`] }
}

function isProblem(error: unknown): error is Problem {
  return (error as Problem | undefined)?.args !== undefined
}
