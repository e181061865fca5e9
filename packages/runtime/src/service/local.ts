import type { Member } from './group.js'
import type { Answer, Question, RealmName } from './messages.js'
import type { ServiceRealm } from './realm.js'

/** The root's own realm. */
export class LocalMember implements Member {
  constructor(
    readonly name: RealmName,
    private readonly realm: ServiceRealm,
  ) {}

  async ask(question: Question): Promise<Answer> {
    return this.realm.answer(question)
  }
}
