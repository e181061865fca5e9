/**
 * Programs with an `async` generator and a caller, made of decisions as those of `programs.ts` are. What either does is traced with the tick in
 * which it happens.
 */
export function asyncGeneratorOf(decisions: readonly number[]): string {
  return new Writer(decisions).program()
}

/** Values and iterables that make noise, and a clock that counts microtasks. */
const WORLD = `let tick = 0, made = 0
const note = (...what) => log(tick, ...what)
;(async () => { while (++tick < 150) await null })()
const bad = what => { throw 'bad ' + what }
const thenable = n => ({ get then() { note('get then', n); return (yes, no) => { note('then', n); n % 2 ? yes(n) : no(n) } } })
const late = n => new Promise((yes, no) => thenable(1).then(() => Promise.resolve().then(() => n % 2 ? yes(n) : no(n))))
const answers = (n, kind) => [x => x, async x => x, () => 1, () => bad(kind), async () => bad(kind), x => thenable(n), () => null][n % 7]
const noisy = (key, n, end) => {
  const me = ++made
  let i = 0
  const it = {
    next(v) { note('next', me, v); return answers(end > 2 ? 0 : n, 'next')({ value: [me * 10 + i, Promise.resolve(i), Promise.reject(i)][n % 3], done: i++ > 1 }) },
    get return() { note('get return', me); return end % 3 ? v => (note('return', me, v), answers(end, 'return')({ value: v, done: true })) : null },
  }
  if (n % 2) it.throw = e => (note('throw', me, e), { value: e, done: n % 3 > 0 })
  return { [key]: () => (note('iterate', me), it) }
}
const slow = (n, end) => noisy(Symbol.asyncIterator, n, end), fast = (n, end) => noisy(Symbol.iterator, n, end)
const told = x => note(typeof x, x)
async function* inner(a) {
  try { told(yield a); told(yield thenable(3)) } catch (e) { told(e); yield 9 } finally { note('ends'); await 0; yield* [1] }
}
`

class Writer {
  private next = 0
  private depth = 0
  private readonly labels: string[] = []
  private loops = 0
  private names = 0
  /** In a `finally` block: seldom anything from where a caller can have the code return. */
  private isLast = false

  constructor(private readonly decisions: readonly number[]) {}

  program(): string {
    const caller = this.caller()
    return `${WORLD}async function* main(a) {\n${this.statements(3 + this.pick(3))}\n}\n${caller}`
  }

  private caller(): string {
    const calls = Array.from({ length: 4 + this.pick(6) }, (_, at) => {
      const how = at === 0 ? 'next' : this.one(['next', 'next', 'next', 'next', 'return', 'throw'])
      const ask = `ask('${how}', () => ${this.value()})`
      return this.one([ask, ask, `await ${ask}`, `await null; ${ask}`])
    })
    return `const it = main(${this.value().replace(/^await /, '')})
const ask = async (how, value) => {
  try { note(how, 'gives', await it[how](value())) } catch (error) { note(how, 'fails', error) }
}
;(async () => { ${calls.join('; ')} })()`
  }

  private pick(count: number): number {
    return (this.decisions[this.next++] ?? 0) % count
  }

  private one<T>(list: readonly T[]): T {
    return list[this.pick(list.length)] as T
  }

  private statements(count: number): string {
    return Array.from({ length: count }, () => this.statement()).join('\n')
  }

  private block(): string {
    return `{\n${this.statements(1 + this.pick(3))}\n}`
  }

  private statement(): string {
    if (this.depth > 4 || this.next >= this.decisions.length) return `note(${++this.names});`
    this.depth++
    const text = this.anyStatement()
    this.depth--
    return text
  }

  private anyStatement(): string {
    switch (this.isLast ? this.one([3, 3, 7, 12, 14, 15]) : this.pick(16)) {
      case 0:
      case 1:
      case 2:
        return `told(yield ${this.value()});`
      case 3:
        return `told(await ${this.value()});`
      case 4:
        return `if (${this.condition()}) return ${this.value()};`
      case 5:
        return this.one([
          `if (${this.condition()}) return;`,
          `if (${this.condition()}) throw ${this.value()};`,
          `told(await (yield ${this.value()}));`,
          'yield;',
        ])
      case 6:
        return `told(yield* ${this.iterable()});`
      case 7:
        return `try ${this.block()} catch (e) { told(e); ${this.statement()} }`
      case 8:
      case 9:
        return `try ${this.block()} finally ${this.last()}`
      case 10:
        return `try ${this.block()} catch (e) ${this.block()} finally ${this.last()}`
      case 11:
      case 12:
        return this.loop(`for await (${this.head()} of ${this.iterable()})`)
      case 13:
        return this.loop(this.one([`for (${this.head()} of ${this.iterable()})`, 'for (let i = 0; i < 2; i++)']))
      case 14:
        return this.labelled(() => this.block())
      default:
        return this.jump()
    }
  }

  private last(): string {
    const before = this.isLast
    this.isLast = this.pick(6) > 0
    const text = this.block()
    this.isLast = before
    return text
  }

  private head(): string {
    const name = `x${++this.names}`
    return this.one([
      `const ${name}`,
      `var ${name}`,
      `let [${name} = ${this.isLast ? 'await' : 'yield'} 3]`,
      'a',
      `const { ${name} }`,
      '[a = await 4]',
    ])
  }

  private loop(head: string): string {
    this.loops++
    const text = this.labelled(() => `${head} ${this.block()}`)
    this.loops--
    return text
  }

  private labelled(body: () => string): string {
    const label = `l${++this.names}`
    this.labels.push(label)
    const text = `${label}: ${body()}`
    this.labels.pop()
    return text
  }

  private jump(): string {
    const label = this.labels.at(-1 - this.pick(2))
    if (label === undefined) return 'told(a);'
    const text = this.one([
      `break ${label};`,
      this.loops > 0 ? 'continue;' : '',
      `continue ${label};`,
      `break ${label};`,
    ])
    return `if (${this.condition()}) ${text || 'told(a);'}`
  }

  private condition(): string {
    return this.one(['tick % 2', 'tick % 3', 'a', '!a', 'made > 1', 'true'])
  }

  private value(): string {
    const n = this.pick(4)
    return this.one([`${n}`, `Promise.resolve(${n})`, `Promise.reject(${n})`, `thenable(${n})`, `late(${n})`, 'void 0'])
  }

  private iterable(): string {
    const [n, end] = [this.pick(8), this.pick(8)]
    return this.one([
      `slow(${n}, ${end})`,
      `fast(${n}, ${end})`,
      `[1, Promise.resolve(2), Promise.reject(${n})]`,
      `[1, thenable(${n})]`,
      `inner(${n})`,
      'null',
      'x => x',
    ])
  }
}
