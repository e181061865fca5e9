type Sources = Readonly<Record<string, { readonly code: string }>>

/** What can be asked of all code at once without parsing it: in doubt the answer is the careful one. */
export class Texts {
  private readonly assigned = new Map<string, boolean>()

  constructor(
    private readonly release: Sources,
    private readonly now: Sources,
  ) {}

  /** Some code, of the release or the new source, assigns a property of that name. */
  assign(property: string): boolean {
    let found = this.assigned.get(property)
    if (found === undefined) {
      const pattern = assignmentOf(property)
      found = [this.release, this.now].some(sources => Object.values(sources).some(({ code }) => pattern.test(code)))
      this.assigned.set(property, found)
    }
    return found
  }

  /** Neither the release nor the new source assigns it in more than one place. */
  setOnce(property: string): boolean {
    const pattern = new RegExp(assignmentOf(property), 'g')
    const timesIn = (sources: Sources) =>
      Object.values(sources).reduce((times, { code }) => times + (code.match(pattern)?.length ?? 0), 0)
    return timesIn(this.release) < 2 && timesIn(this.now) < 2
  }

  /** Some code of the new source has the word. */
  mention(word: string): boolean {
    const pattern = wordOf(word)
    return Object.values(this.now).some(({ code }) => pattern.test(code))
  }
}

/** Finds a name, or a key, that is no part of another. */
export function wordOf(text: string): RegExp {
  return new RegExp(`(?<![\\w$])${literally(text)}(?![\\w$])`)
}

/** `.max = 1`, `["max"] += 1`, `.max++`, `--x.max`, `delete x.max`; not `.max == 1`. */
function assignmentOf(property: string): RegExp {
  const name = literally(property)
  const member = `(?:\\.\\s*${name}(?![\\w$])|\\[\\s*["'\`]${name}["'\`]\\s*\\])`
  const assigned = `\\s*(?:(?:[-+*/%&|^]|\\*\\*|<<|>>>?|&&|\\|\\||\\?\\?)?=(?![=>])|\\+\\+|--)`
  return new RegExp(`${member}${assigned}|(?:\\+\\+|--|\\bdelete\\b)[\\s\\w$.()[\\]?]*${member}`)
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
