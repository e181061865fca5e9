/**
 * Programs made of decisions: each number chooses what comes next, and where they run out the simplest is taken. So a failing
 * program shrinks to a short list, and a short list is a short program.
 */
export function programOf(decisions: readonly number[]): string {
  return new Writer(decisions).program()
}

/** Names that guards and accessors use themselves are among them. */
const NAMES = ['a', 'b', 'k', 'v', 'o', '$0', '$', '$r', 'f']

class Writer {
  private next = 0
  private depth = 0
  private inFunction = false
  private inMethod = false
  private inGenerator = false
  private inAsync = false
  private inLoop = false
  private readonly recent: string[] = []
  private strict = false

  constructor(private readonly decisions: readonly number[]) {}

  program(): string {
    this.strict = this.pick(3) === 1
    // names of the top level are nobody's captures
    const nested = this.pick(4) > 0
    this.inFunction = nested
    const statements = this.statements(4 + this.pick(5))
    const body = nested ? `t(function (a, k) {\n${statements}\n}, 1, { a: 2 });` : statements
    return `${this.strict ? '"use strict";\n' : ''}var fns = [];\n${body}\nfor (const fn of fns) t(fn, 1, {}, [2]);\nlog(typeof f, typeof a);`
  }

  private pick(count: number): number {
    return (this.decisions[this.next++] ?? 0) % count
  }

  private one<T>(list: readonly T[]): T {
    return list[this.pick(list.length)] as T
  }

  private name(): string {
    // where decisions are even, one that was declared a moment ago: what nobody declares tells little
    const recent = this.recent.slice(-5)
    return this.pick(2) === 0 && recent.length > 0 ? this.one(recent) : this.one(NAMES)
  }

  /** Statements of their own block: a `let` may stand there, in a `try` if names meet. */
  private statements(count: number): string {
    const declared = new Set<string>()
    const list: string[] = []
    for (let i = 0; i < count; i++) list.push(this.statement(declared))
    return list.join('\n')
  }

  private block(): string {
    return `{\n${this.statements(1 + this.pick(3))}\n}`
  }

  private statement(declared: Set<string>): string {
    if (this.depth > 4 || this.next >= this.decisions.length) return `t(() => ${this.expression()});`
    this.depth++
    const text = this.anyStatement(declared)
    this.depth--
    return text
  }

  private fresh(declared: Set<string>): string {
    let name = this.name()
    for (let i = 1; declared.has(name); i++) name = `${name[0]}${i}`
    declared.add(name)
    this.recent.push(name)
    return name
  }

  private anyStatement(declared: Set<string>): string {
    switch (this.pick(30)) {
      case 0:
        return `t(() => ${this.expression()});`
      case 1:
        return `let ${this.fresh(declared)} = ${this.expression()};`
      case 2:
        return `const ${this.fresh(declared)} = ${this.expression()};`
      case 3: {
        // not in a block: it would meet a `let` further out
        return this.depth > 2
          ? `t(() => { ${this.name()} = ${this.expression()} });`
          : `var ${this.fresh(declared)}${this.one(['', ` = ${this.expression()}`])};`
      }
      case 4:
      case 5:
        return this.functionDeclaration(this.fresh(declared))
      case 6:
        return `fns.push(${this.functionExpression()});`
      case 7:
        return `for (let ${this.name()} = 0, n = 0; n < 2; n++) ${this.loopBody()}`
      case 8:
        return `for (${this.one(['const', 'let'])} ${this.pattern()} of [{ a: 1, b: [2] }, {}]) ${this.loopBody()}`
      case 9:
        return `t(() => { ${this.name()}${this.one([' = ', ' += ', ' ??= '])}${this.expression()} });`
      case 10:
        return `try { ${this.statements(1)}\nthrow ${this.expression()} } catch (${this.one(['x', '{ a, b = () => a }', 'a'])}) ${this.block()} finally { fns.push(() => ${this.expression()}) }`
      case 11:
        return `switch (${this.expression()}) { case 1: ${this.statements(1)}\ndefault: { ${this.statements(1)} } }`
      case 12:
        return this.block()
      case 13:
        return this.classDeclaration(`class ${this.fresh(declared)}`)
      case 14:
        return `lab: { ${this.statements(1)}\nif (${this.expression()}) break lab;\n${this.block()} }`
      case 15:
        return `if (${this.expression()}) ${this.strict ? this.block() : this.one([this.block(), `function ${this.name()}() { return ${this.expression()} }`])} else ${this.block()}`
      case 16:
        return `t(() => [${this.target()}] = [${this.expression()}]);`
      case 17:
        return `for (var ${this.one(['i1', 'i2'])} in { p: 1, q: 2 }) ${this.loopBody()}`
      case 18:
        return this.inFunction ? `return ${this.expression()};` : this.block()
      case 19:
        return `{ let n = 0; do { ${this.statements(1)}\n } while (n++ < 1) }`
      case 26:
      case 27: {
        // called before what it uses is there
        const [early, late] = [this.fresh(declared), this.fresh(declared)]
        return `t(${early}, 1);\n${this.one(['let', 'const', 'class', 'let'])} ${late} = ${this.expression()};\nfunction ${early}(...$r) { return [${late}, ${this.expression()}] }`.replace(
          /class (\S+) = .*;/,
          'class $1 { static s = t($1) }',
        )
      }
      case 28:
        return this.strict
          ? this.block()
          : `{ { log(typeof f); function f() { ${this.statements(1)} } ${this.one(['', 'f = 1;', 'let k = f;'])} } fns.push(() => f); t(() => f); }`
      case 29:
        return `t(function (${this.one(['a', 'a, b', 'a = 1', '{ a }', '[a]'])}) { const g = () => [a, ${this.expression()}]; arguments[0] = 5; t(g); fns.push(g) }, { a: 1 });`
      case 22:
      case 23:
        return `t(${this.name()}, ${this.expression()});`
      case 24:
        return `var ${this.fresh(declared)} = ${this.functionExpression()};`
      case 25:
        return `const ${this.fresh(declared)} = t(${this.functionExpression()});`
      case 20:
        return this.inAsync
          ? `log(await ${this.expression()});`
          : this.inGenerator
            ? `log(yield ${this.expression()});`
            : 'log(this === undefined);'
      default:
        return `fns.push(${this.arrow()});`
    }
  }

  private loopBody(): string {
    const was = this.inLoop
    this.inLoop = true
    const text = `{ ${this.statements(1 + this.pick(2))}\n${this.one(['', 'fns.push(() => n);', 'if (fns.length > 20) break;', 'if (fns.length > 3) continue;'])} }`
    this.inLoop = was
    return text.replace('() => n)', () => `() => ${this.name()})`)
  }

  private target(): string {
    return this.one([this.name(), `{ ${this.name()} }.${this.name()}`.replace(/^\{.*\}\./, 'globalThis.'), this.name()])
  }

  private pattern(): string {
    const names = this.distinct(3)
    const [a, b, c] = names as [string, string, string]
    return this.one([
      a,
      `{ a: ${a} }`,
      `{ a: ${a} = () => ${b}, b: ${b} }`,
      `{ a: ${a} = ${this.expression()}, ...${b} }`,
      `{ [${this.expression()}]: ${a}, ${b} = ${this.functionExpression()} }`,
      `{ a: ${a}, b: [${b}, ...${c}] = [] }`,
      `[${a}, ${b} = ${a}]`,
      `{ b: { a: ${a} } = {} }`,
    ])
  }

  private distinct(count: number): string[] {
    const names = new Set<string>()
    for (let i = this.pick(NAMES.length); names.size < count; i++) names.add(NAMES[(i * 7) % NAMES.length] as string)
    return [...names]
  }

  private params(arrow: boolean): { text: string; simple: boolean } {
    const [a, b, c, d] = this.distinct(4) as [string, string, string, string]
    const twice = !this.strict && !arrow && !this.inMethod ? `${a}, ${a}` : a
    const text = this.one([
      '',
      a,
      `${a}, ${b}`,
      `${a}, ...${b}`,
      `${a} = ${this.expression()}`,
      `${a}, ${b} = () => ${a}`,
      `${a} = ${b}, ${b}`,
      `{ a: ${a} }`,
      `{ a: ${a}, b: ${b} = ${this.expression()} }, ${c}`,
      `${a}, { a: ${b} } = {}, ${c} = ${this.functionExpression()}`,
      `[${a}, ${b}]`,
      `{ a: ${a} = () => ${b}, b: ${b} }, ...${c}`,
      `${c} = 1, { a: ${a} }, { b: ${b} = () => [${a}, ${c}] } = { b: 2 }, ${d}`,
      `...{ length: ${a} }`,
      `...[${a}]`,
      `{ a: ${a} } = null`,
      twice,
      `${a} = (${b} = 2, ${b}), ${b}`,
    ])
    return { text, simple: /^[\w$, ]*$/.test(text) }
  }

  private body(kind: { arrow?: boolean; method?: boolean; generator?: boolean; async?: boolean } = {}): string {
    const was = [this.inFunction, this.inMethod, this.inGenerator, this.inAsync, this.inLoop] as const
    this.inFunction = true
    this.inMethod = kind.method ?? (kind.arrow ? this.inMethod : false)
    this.inGenerator = kind.generator ?? false
    this.inAsync = kind.async ?? false
    const text = `{ ${this.statements(1 + this.pick(3))}\n${this.one(['', `return ${this.expression()}`, 'return this', 'fns.push(() => this)'])} }`
    ;[this.inFunction, this.inMethod, this.inGenerator, this.inAsync, this.inLoop] = was
    return text
  }

  private functionDeclaration(name: string): string {
    const [head, kind] = this.functionKind()
    return `${head} ${name}(${this.params(false).text}) ${this.body(kind)}`
  }

  private functionKind(): [string, { generator: boolean; async: boolean }] {
    const generator = this.pick(6) === 1
    const async = this.pick(6) === 1
    return [`${async ? 'async ' : ''}function${generator ? '*' : ''}`, { generator, async }]
  }

  private functionExpression(): string {
    if (this.tooDeep()) return `() => ${this.name()}`
    return this.deeper(() => {
      if (this.pick(2) === 0) return this.arrow()
      const [head, kind] = this.functionKind()
      return `${head} ${this.one(['', 'self', this.name()])}(${this.params(false).text}) ${this.body(kind)}`
    })
  }

  private arrow(): string {
    if (this.tooDeep()) return `() => ${this.name()}`
    return this.deeper(() => {
      const async = this.pick(5) === 1
      return `${async ? 'async ' : ''}(${this.params(true).text}) => ${this.one([() => this.body({ arrow: true, async }), () => `(${this.expression()})`])()}`
    })
  }

  private classDeclaration(head: string): string {
    if (this.tooDeep()) return `${head} {}`
    return this.deeper(() => {
      const derived = this.pick(3) === 1
      const wasStrict = this.strict
      this.strict = true
      const members = Array.from({ length: 1 + this.pick(4) }, (_, index) => this.member(derived, index))
      const once = members.filter(
        (member, index) =>
          !/^constructor/.test(member) || members.findIndex(each => /^constructor/.test(each)) === index,
      )
      this.strict = wasStrict
      return `${head}${derived ? ` extends ${this.one(['Array', 'Object', 'class { a = 1; m() { return this.a } }'])}` : ''} { #p = ${this.pick(9)};\n${once.join('\n')} }`
    })
  }

  private member(derived: boolean, index: number): string {
    const fixed = this.one(['', 'static '])
    const key = this.one(['m', 'n', `['m' + ${index}]`, '"s t"', `#q${index}`])
    switch (this.pick(9)) {
      case 0:
        return `${fixed}${key}(${this.params(false).text}) ${this.body({ method: true })}`
      case 1:
        return `${fixed}get ${key}() ${this.body({ method: true })}`
      case 2:
        return `${fixed}${key} = ${this.one([this.expression(), `() => [this, ${this.name()}]`, 'this', 'super.m'])};`
      case 3:
        return `static { ${this.statements(1).replace(/\b(return|await|yield)\b[^;]*;/g, '')} }`
      case 4:
        return derived
          ? `constructor(${this.params(false).text}) { const early = () => this; t(early); ${this.one(['super(1);', '(() => super(2))();', 'if (new.target) super();'])} t(early); ${this.statements(1)} }`
          : `constructor(${this.params(false).text}) ${this.body({ method: true })}`
      case 5:
        return `${fixed}*${key}(${this.params(false).text}) ${this.body({ method: true, generator: true })}`
      case 6:
        return `${fixed}async ${key}() ${this.body({ method: true, async: true })}`
      case 7:
        return `${fixed}m${index}(o) { return [() => o.#p, () => #p in o, () => (o.#p = 1), () => super.m].map((each) => t(each)) }`
      default:
        return `set s${index}(${this.one(['v', '{ a }', 'v = () => v'])}) { fns.push(() => [this, ${this.name()}]) }`
    }
  }

  private tooDeep(): boolean {
    return this.depth > 5 || this.next >= this.decisions.length
  }

  private deeper(write: () => string): string {
    this.depth++
    const text = write()
    this.depth--
    return text
  }

  private expression(): string {
    if (this.tooDeep()) return this.one(['1', 'undefined', this.name(), '"s"', '({ a: 1, b: [2] })', 'null'])
    return this.deeper(() => {
      switch (this.pick(24)) {
        case 0:
        case 20:
        case 21:
          return this.name()
        case 22:
          return `log(${this.name()})`
        case 1:
          return `t(${this.functionExpression()}, ${this.expression()})`
        case 2:
          return `(${this.functionExpression()})`
        case 3:
          return `typeof ${this.name()}`
        case 4:
          return `t(${this.name()}, ${this.expression()})`
        case 5:
          return `t(() => new ${this.name()}(${this.expression()}))`
        case 6:
          return `{ a: ${this.expression()}, b: ${this.expression()} }`.replace(/^/, '(').concat(')')
        case 7:
          return `({ ${this.name()}(${this.params(false).text}) ${this.body({ method: true })}, get q() { return [this, ${this.name()}] }, m: ${this.functionExpression()} })`
        case 8:
          return this.inFunction ? 'arguments.length' : 'this'
        case 9:
          return this.inFunction
            ? this.one(['arguments[0]', 'arguments', '[...arguments]', '(arguments[0] = 5)'])
            : 'undefined'
        case 10:
          return this.inFunction ? 'new.target' : '0'
        case 11:
          return this.inMethod ? this.one(['super.m', 'super.toString()', 'super["q"]']) : 'this'
        case 12:
          return `(${this.name()} = ${this.expression()})`
        case 13:
          return `(${this.classDeclaration(`class ${this.one(['', 'K'])}`)})`
        case 14:
          return `[...t(${this.functionExpression()}) ?? []]`
        case 15:
          return `(${this.name()}++)`
        case 16:
          return `\`\${${this.name()}}\``
        case 17:
          return `t(() => ${this.name()}.next(${this.expression()}))`
        case 18:
          return `(${this.expression()}, ${this.expression()})`
        default:
          return this.one(['1', 'true', '"s"', 'null', '[1, 2]'])
      }
    })
  }
}
