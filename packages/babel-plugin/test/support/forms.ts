/** Every form of ECMAScript 2026 that has to do with functions, names and classes, as programs that trace what they do. */
export const SCRIPTS: [name: string, code: string][] = [
  [
    'declarations, expressions, arrows',
    'function f(a) { return a } const g = function (a) { return a }, h = (a) => a, i = (a) => { return a }; for (const x of [f, g, h, i]) t(x, 1)',
  ],
  [
    'names from where they stand',
    'const a = () => 1; let b = function () {}; var c = class {}; ({ d: () => 1, e() {}, get f() { return 1 }, ["g" + 1]: () => 1 }); const { z = () => 1 } = {}; let y; y = () => 1; y ||= 1; log(a, b, c, z, y); function q(x = () => 1, { w = () => 1 } = {}, [v = class {}] = []) { log(x, w, v) } q(); log(class { static u = () => 1; static s = class { static name = "n" } })',
  ],
  [
    'lengths',
    'log((a, b = 1, c) => 1, ({ a }, b) => 1, ({ a } = {}, b) => 1, (...a) => 1, (a, ...[b]) => 1, ([a], { b }, c = 1) => 1, class { constructor(a, { b }) {} })',
  ],
  [
    'default values once, in order',
    'const s = (x) => log(x); t((a = s("a"), { b = s("b"), [s("k")]: c = s("c") } = {}, d = s("d"), ...[e = s("e")]) => [a, b, c, d, e]); t(function (a = s(1), b = s(2)) { return arguments.length }, undefined, 0)',
  ],
  [
    'default values that fail',
    't((a = b, b) => a); t((a = a) => a); t(({ a = b, b }) => a, {}); t((a, f = () => a) => f(), 3); t((f = () => b, b = 2) => f()); t(({ a }, c = a) => c, { a: 1 })',
  ],
  [
    'what a pattern says of what it can not take',
    'for (const x of [undefined, null, 1, "s", {}, []]) { t(({ a }) => a, x); t(({ a: { b } }) => b, x); t(({}) => 1, x); t(({ ...a }) => a, x); t(({ [1 + 1]: a }) => a, x); t(([a]) => a, x); t(({ a: [b] }) => b, x); t(({ a } = null) => a, x); t(({ "x-y": a, 1: b }) => a, x); t((...[{ a }]) => a, x) }',
  ],
  [
    'iterators are closed',
    'const it = { [Symbol.iterator]() { log("open"); return { next() { return log({ value: 1, done: false }) }, return() { log("close"); return {} } } } }; t(([a, b]) => [a, b], it); t(([a, ...b] = [1]) => b); t(({ x: [a] }) => a, { x: it }); t(([a = log.none.none]) => a, [])',
  ],
  [
    'names declared twice (sloppy)',
    't(function (a, a) { return a }, 1, 2); t(function (a) { var a; return a }, 1); t(function (a) { function a() {} return a }, 1); t(function (a, b = () => a) { var a = 2; return [a, b()] }, 1); t(function (a = () => x) { var x = 1; return a() }); t(function ({ a }) { { function a() {} } return a }, { a: 1 })',
  ],
  [
    'arguments, mapped (sloppy)',
    't(function (a) { arguments[0] = 2; return a }, 1); t(function (a) { a = 2; return arguments[0] }, 1); t(function (a, b = 1) { a = 2; return arguments[0] }, 1); t(function ({ a }) { return [...arguments] }, { a: 1 }, 2); t(function (a) { const g = () => a; arguments[0] = 3; return g() }, 1)',
  ],
  [
    'arguments and the function that they are of (sloppy)',
    't(function f() { return arguments.callee === f }); t(function f(n) { return n > 1 ? n * arguments.callee(n - 1) : 1 }, 4); t(function f() { const g = (a) => a["callee"]; return g(arguments) === f }); t(function f() { return (() => arguments.callee)() === f }); t(function f(a = 1) { return arguments.callee }); t(() => [...(function* f() { yield arguments.callee === f })()]); t(async function f() { await 0; return arguments["callee"] === f }); t(function f() { var arguments; return arguments.callee === f }); t(function () { return typeof arguments; var arguments = 1 }); t(function (a) { var arguments; arguments[0] = 2; return [a, (() => a)()] }, 1); t(function f() { return Object.getOwnPropertyDescriptor(arguments, "callee") })',
  ],
  [
    'deleting what is no place (sloppy)',
    'let m = 1; t(function (a) { let b = 2; return [delete this, delete new.target, delete a, delete b, delete m, (() => delete a)(), (() => delete b)(), delete (b, m), a, b, m] }, 3); t(() => { b = 2; return () => b; var b }); class A extends Array { constructor() { super(); log(delete this, delete new.target) } } new A()',
  ],
  [
    'arguments as any name (sloppy)',
    't(function (arguments) { return arguments }, 1); t(function () { var arguments = 2; return arguments }); t(function () { let arguments = 3; return arguments }); t(function (a = () => arguments) { return a().length }, undefined, 2); t(function () { function arguments() {} return typeof arguments }); t(function ({ arguments }) { return arguments }, { arguments: 1 })',
  ],
  [
    'this of all kinds (sloppy)',
    't(function () { return typeof this }.call, 1); t(() => (function () { return this === globalThis })()); t(() => (function () { "use strict"; return this })()); t(() => ({ m() { return (() => this.x)() }, x: 1 }).m())',
  ],
  [
    'new.target',
    'function F() { return { t: new.target === undefined, a: (() => new.target === F)() } } t(() => F()); t(() => new F()); t(() => Reflect.construct(F, [], Array))',
  ],
  [
    'hoisting',
    't(f); t(() => x); function f() { return typeof x } var x = 1; let y = 2; t(() => { t(g); const z = 1; function g() { return z } t(g) })',
  ],
  [
    'functions in blocks (sloppy)',
    't(() => f); { t(() => f()); function f() { return 1 } } t(() => f()); t(function () { log(typeof g); { function g() {} } log(typeof g); { let h; { function h() {} } } log(typeof h) }); t(function (x) { log(arguments.length); { function arguments() {} log(typeof arguments) } return typeof arguments }, 1); if (true) function i() { return 2 } t(i); switch (1) { case 0: function j() { return 3 } case 1: t(j) } lab: function k() { return 4 } t(k)',
  ],
  [
    'closures in loops',
    'const l = []; for (let i = 0; i < 3; i++) { l.push(() => i++, () => i); } for (var j = 0; j < 2; j++) l.push(() => j); for (const k in { a: 1, b: 1 }) l.push(() => k); for (const { m = () => n, n } of [{ n: 1 }]) l.push(m); for (let i = 0, f = () => i; i < 1; i++) l.push(f); for (const x of l) t(x)',
  ],
  [
    'TDZ',
    't(() => { const f = () => x; t(f); const x = 1; t(f) }); t(() => { t(() => A); class A { static m = t(() => A); [t(() => typeof A)] = 1 } t(() => A) }); switch (1) { case 0: let z = 1; case 1: t(() => z) } t(() => { const off = t(() => off); return off })',
  ],
  [
    'classes',
    'class A { static #c = 0; #x = 1; a = this.#x; static s = this.name; "b c" = 2; [log("key")] = log("field"); 7 = 8; static { log(this.#c++, A.name) } get x() { return this.#x } set x(v) { this.#x = v } static get c() { return A.#c } #m() { return "m" } m() { return this.#m() } static has(o) { return #x in o } static async *ag() { yield 1 } *g() { yield 1 } async am() { return 1 } } const a = new A(); a.x = 5; t(() => [a, a.x, A.c, a.m(), A.has(a), A.has({})]); t(() => A()); t(() => A.prototype.m.call({}))',
  ],
  [
    'constructors of derived classes',
    'class A { constructor(a) { this.a = a; log(new.target.name) } m() { return "A.m" } } class B extends A { b = log("field"); constructor({ x } = {}, ...r) { const f = () => this; t(f); super(x); t(f); log(super.m()) } } t(() => new B({ x: 1 })); t(() => new B(null)); class C extends A { constructor() {} } t(() => new C()); class D extends A { constructor() { return { d: 1 } } } t(() => new D()); class E extends A { constructor() { (() => super(1))(); (() => { t(() => super(2)) })() } } t(() => new E()); class F extends A {} t(() => new F(3)); class G extends null { constructor() { return Object.create(G.prototype) } } t(() => new G()); class H extends A { constructor(a = super(9)) { } } t(() => new H())',
  ],
  [
    'super that is called anywhere',
    `class A { constructor(...a) { this.a = a } m() { return this.a } get g() { return 7 } static s = 1 }
    class B extends A { #p = log("#p"); f = log("f", this.a); constructor(c) { if (c) super(c); else super(0, 0); log(this.#p) } } t(() => new B(1)); t(() => new B(0))
    class C extends A { constructor(c) { const self = super(c); log(self === this, new.target === C); return c > 1 ? { c } : undefined } } t(() => new C(1)); t(() => new C(2))
    class D extends A { constructor(c) { try { if (c) super(c); return c === 2 ? 2 : undefined } catch (e) { log(e.name) } finally { log("finally") } } } t(() => new D(0)); t(() => new D(1)); t(() => new D(2))
    class E extends A { constructor(c) { const make = (x) => super(x), me = () => this; t(me); t(make, c); t(make, c); t(me); log(super.m(), super.g) } } t(() => new E(3))
    class F extends A { constructor() { super(...arguments, arguments.length) || 0; arguments[0] = 5; this.n = [...arguments] } } t(() => new F(1, 2))
    class G extends A { constructor(c) { for (let i = 0; i < 3; i++) { const at = () => i; if (i === c) { super(i); this.at = at } } } } t(() => new G(1).at()); t(() => new G(4))
    class H extends A { constructor(c) { let done; const later = (async () => { await 0; return super(c) })(); this_(later); done = 1; return later } } function this_(p) { p.then(log, log) } t(() => new H(1))
    class I extends A { constructor(c) { super.m; super(c) } } t(() => new I(1)); class J extends A { constructor(c) { this.x; super(c) } } t(() => new J(1)); class K extends A { constructor(c) { super(this) } } t(() => new K(1))
    class L extends A { constructor() { class M extends A { constructor() { super(1); this.l = () => this } [(super(2), "k")]() {} } this.m = new M() } } t(() => new L().m.a)
    class N extends A { constructor(c) { super(c), this.n = c; this.h = () => this } static x = super.s } t(() => new N(1).h()); t(() => { Object.setPrototypeOf(N, function () { return { other: 1, args: arguments.length } }); return new N(1, 2) }); t(() => { try { Object.setPrototypeOf(N, null); return new N(1) } catch (e) { return e.name } })
    class O extends Array { constructor(n) { n > 1 ? super(n) : super(); this.push(n) } } t(() => [new O(0).length, new O(2).length, O.from([1]) instanceof O, new O(3).map(() => 1).length])
    class P extends Error { constructor(m, o = { cause: 1 }) { (() => { super(m, o) })(); this.name = "P" } } t(() => { throw new P("x") }); t(() => new P("y").cause)
    class R extends A { constructor() { super[super()] } } t(() => new R()); class S extends A { constructor() { super[(super(), "g")] } } t(() => new S())
    t(() => Reflect.construct(B, [1], class Q extends B {}).constructor.name); t(() => B()); t(() => B.call({}))`,
  ],
  [
    'arguments in constructors of derived classes',
    'class A { constructor(...a) { this.a = a } } class B extends A { constructor() { super(...arguments); this.n = arguments.length } } class C extends A { b = 1; constructor(x, ...y) { super(x); this.c = (() => [arguments.length, y, new.target === C])() } } class D extends A { constructor(x = arguments[1]) { super(arguments[0]); this.d = x } } t(() => new B(1, 2)); t(() => new C(1, 2, 3)); t(() => new D(undefined, 4))',
  ],
  [
    'static members with the name name',
    't((a = class { static name() {} }, b = class { static name = 1 }, c = class { static get name() { return 2 } }) => [a.name, b.name, c.name]); let d; t(() => { d = class { static name() {} }; ({ d = class { static name = 3 } } = {}); return d.name })',
  ],
  [
    'functions as keys',
    'class A { [() => 1]() { return 2 } static [function f() { return 3 }] = 4; ["a"]() {} } t(() => new A()[() => 1]()); t(() => Object.keys(A).length); t(() => ({ [(a) => a]: 5 })[(a) => a]); t(() => [() => 1] < (() => 2))',
  ],
  [
    'super',
    'const o = { __proto__: { m() { return [this.x, "base"] }, get g() { return this.x }, set s(v) { this.y = v } }, x: 1, m() { return [super.m(), (() => super["g"])(), (super.s = 3, this.y)] }, get g() { return super.g } }; t(() => o.m()); t(() => o.g); class A { static m() { return this.n } n = 1; k() { return 2 } } class B extends A { static m() { return super.m() } static f = super.m; p = super.k(); k = () => super.k() } t(() => B.m()); t(() => new B().p); t(() => new B().k()); const del = { __proto__: { x: 1 }, d() { delete super.x } }; t(() => del.d())',
  ],
  [
    'private names of nested classes',
    'class A { #x = 1; static make() { return class B { #y = 2; both(a) { return [a.#x, this.#y, #x in a, (() => a.#x++)()] } static #z() { return 1 } static z() { return B.#z() } } } } const B = A.make(); t(() => new B().both(new A())); t(() => B.z()); t(() => new B().both({}))',
  ],
  [
    'private names in every form',
    'class A { #x = { y: () => "z" }; #n = null; #m(...a) { return [this === A.last, a] } get #g() { return 1 } set #s(v) { log(v) } static last; run(o, p) { A.last = this; return [o?.#x.y(), p?.#x.y(log("never")), o?.#m(1), o.#m?.(2), o.#n?.(log("never")), p?.#m(log("never")), this.#m`a${1}`[1][1], o?.#n, o.#n?.z] } again() { return this } m() { return [this.again()?.#m(3), this.again().#m?.(4), this.again().#n?.(log("never"))] } w() { this.#s = 3; [this.#s] = [4]; ({ a: this.#x } = { a: 5 }); this.#n ??= 6; this.#n++; return [this.#x, this.#n] } e1() { return this.#s } e2() { this.#g = 1 } e3() { this.#m = 1 } e4() { this.#s += 1 } e5(o) { return o.#x } } const a = new A(); t(() => a.run(a, null)); t(() => a.m()); t(() => a.w()); for (const e of ["e1", "e2", "e3", "e4", "e5"]) t(() => { try { return a[e]({}) } catch (e) { return e.name } }); t(() => { class B { #p = 1; static of(o) { return (() => o?.#p)() } } return [B.of(new B()), B.of(undefined)] })',
  ],
  [
    'class expressions',
    't(() => new (class K { k() { return K.name } })().k()); const L = class M { static m() { return M === L } }; t(L.m); t(() => { class N { static p() { N = 1 } } N.p() }); t(() => { let O = class P {}; const Q = O; O = 1; return Q }); t(() => { class R { m() { return R } } const r = new R(); R = 2; return r.m() })',
  ],
  [
    'generators',
    'function* g(a, b = log("default")) { try { const x = yield a; log(x); yield* [1, 2] } finally { log("closed") } } const i = g(1); log("made"); t(() => i.next()); t(() => i.next("x")); t(() => i.return(5)); t(() => (function* (a = log.none.none) {})()); t(() => [...(function* ({ a }, [b], ...c) { yield a; yield b; yield c })({ a: 1 }, [2], 3)]); function* h() { const r = yield; return r } const j = h(); j.next(); t(() => j.next(4)); t(() => j.throw(new Error("e")))',
  ],
  [
    'async functions',
    'const seq = []; async function f(a = log("a")) { log(1); await null; log(2); return a } t(f, 1); log("sync"); Promise.resolve().then(() => log("tick")); t(async ({ a }) => a); t(async (a = log.none.none) => a); t(async () => { throw new Error("x") }); t(async () => { for await (const x of [1, Promise.resolve(2)]) log(x) }); t(async function () { return (async () => arguments.length)() }, 1, 2)',
  ],
  [
    'async generators',
    't(async () => { async function* g(a = log("default")) { log("start"); try { yield a; yield Promise.resolve(2) } finally { log("end") } } for await (const x of g(1)) { log(x); if (x === 2) break } }); t(() => (async function* ({ a }) {})()); t(async () => { const o = { async *m() { yield await 1 } }; for await (const x of o.m()) log(x) })',
  ],
  [
    'microtasks',
    'for (const f of [async () => 1, async () => Promise.resolve(2), async () => { return await 3 }, async () => ({ then(r) { log("then"); r(4) } })]) t(f); Promise.resolve().then(() => log("a")).then(() => log("b")).then(() => log("c")).then(() => log("d"))',
  ],
  [
    'promises settle in time',
    `const thenable = { then(r) { log("then"); r(5) } }, late = { then(r) { Promise.resolve().then(() => r(6)) } }, broken = { get then() { throw "no then" } }
    const bad = () => { throw "bad" }
    const settled = [
      async () => {}, async () => 1, async () => Promise.resolve(2), async () => thenable, async () => late, async () => broken, async () => bad(), async (a = bad()) => a, async ({ a }) => a,
      async () => { return await 3 }, async () => { await null }, async () => { await null; return 4 }, async () => { await thenable; return late }, async () => { await null; return broken }, async () => { await null; bad() },
      async () => { await Promise.reject("r") }, async () => { return Promise.reject("r") }, async () => { try { await Promise.reject(1) } catch (e) { return e } finally { await 0; log("f") } },
      async () => { try { return await 1 } finally { return 2 } }, async () => { for (;;) try { await 0; return 1 } finally { break } }, async () => { a: try { await 0; return bad() } catch (e) { log(e); break a } },
      async () => { try { for (const x of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return: bad }) }) { await x; return 1 } } catch (e) { log(e) } },
      async () => { for await (const x of [1, Promise.resolve(2), thenable]) log(x); return 3 }, async function () { return (async () => [arguments.length, await this])() }, async a => await a ?? thenable,
      async function (a, b = await1()) { var a; log(a); await 0; return [a, b] }, async function (a) { log(a()); await 0; function a() { return 1 } function a() { return 2 } return a() }, async (a, b = () => a) => { var a = 2; await 0; return [a, b()] },
      async function f() { "use strict"; await 0; return [this, typeof f] }, async () => { const o = { async [await "m"]() { return await 1 }, n: class { static [await "p"] = 1 } }; return [await o.m(), o.n.p] }, async () => { await 0; return () => 1 },
      async () => { await (async () => { await 0; bad() })() }, async () => { let f = async n => n && (await 0, f(n - 1)); return f(3) }, class { static async m() { await 0; return this.n } static n = 1 }.m, { async m() { return (await super.toString).name } }.m,
    ]
    function await1() { return "b" }
    let n = 0; const tick = () => ++n < 30 && Promise.resolve().then(() => (log("tick", n), tick()))
    const next = () => { const f = settled.shift(); if (f) t(f, 1)?.then?.((v) => log("yes", v), (e) => log("no", e)).then(next, next) }
    log(...settled.map((f) => f.length)); for (const f of settled) { t(f, 1) } n = 0; tick(); next(); next()`,
  ],
  [
    'promises that are watched',
    'const f = async () => { await 0; return 1 }, { then } = Promise.prototype; t(f); Object.defineProperty(Promise.prototype, "constructor", { get() { log("constructor"); return Promise }, configurable: true }); t(f); t(async () => { try { await f(); await Promise.reject(2) } catch (e) { return e } }); Promise.prototype.then = function (...a) { log("then", a.length); return Reflect.apply(then, this, a) }; t(f); Object.defineProperty(Promise.prototype, "then", { get() { log("get then"); return then } }); t(f); t(async () => f())',
  ],
  [
    'promises of functions with many names (sloppy)',
    't(async () => { l: function f() { return 7 } await 0; return f() }); t(async (a) => { await 0; var a = a + 1; { function b() { return a } } return b() }, 1); t(async function f(a) { await 0; function f() { return a } function f() { return [a] } return f() }, 2); t(async function (a) { await 0; arguments[0] = 4; return a }, 3)',
  ],
  [
    'promises that a patch would settle late (sloppy)',
    'async function f() { await 0; a: try { return 1 } finally { b: try { return 2 } finally { break b } } } async function g(a) { await 0; arguments[0] = 2; var a; return a } async function h() { var i = 1; await 0; function i() {} return i } for (const x of [f, g, h]) t(x, 1)',
  ],
  [
    'exceptions',
    't(() => { try { throw new RangeError("r") } catch ({ name, message }) { return (() => [name, message])() } finally { log("finally") } }); t(() => { try { throw 1 } catch { return 2 } }); t(() => { try { return log(1) } finally { return log(2) } }); t(() => { try { throw 1 } catch (e) { const f = () => e; e = 2; return f() } })',
  ],
  [
    'catch and var (sloppy)',
    't(() => { try { throw 1 } catch (e) { var e = 2; log((() => e)()) } return e }); t(() => { try { throw 1 } catch ({ a = () => b, b = 1 }) { return a() } }); t(() => { try { throw () => 1 } catch (f) { { function f() { return 2 } } log(f()) } return typeof f })',
  ],
  [
    'labels and jumps',
    'a: for (const x of [1, 2, 3]) { b: for (const y of [1, 2]) { if (y === 2) continue a; if (x === 3) break a; t(() => [x, y]) } } c: { t(() => 1); break c; }',
  ],
  [
    'with (sloppy)',
    'const o = { x: 1, f() { return this === o } }; function w(o) { with (o) { return [x, f(), (() => x)(), (function () { return x })()] } } t(w, o); with (o) { var x = 2; function z() { return x } } t(z); t(() => o.x)',
  ],
  [
    'direct eval (sloppy)',
    't(function (a) { eval("var b = a + 1"); return [b, (() => b)(), eval("arguments.length")] }, 1); t(function (a, f = () => eval("a")) { var a = 2; return [a, f()] }, 1); t(function (a) { let x = 1; const g = () => x; eval("x = 2"); return g() }); t(({ a = () => eval("x") }) => { var x = 1; return t(a) }, {}); t(() => (0, eval)("typeof a"))',
  ],
  [
    'eval that keeps to itself',
    't(function (a) { "use strict"; eval("var b = 1"); return typeof b }, 1); t(() => { "use strict"; let x = 1; const g = () => x; (() => eval("x = 2"))(); return g() })',
  ],
  [
    'directives',
    't(function () { "use strict"; return this }); t(function () { 1; "use strict"; return typeof this }); t(function () { "use\\x20strict"; return typeof this }); t(function () { "a"; "use strict"; return this })',
  ],
  [
    'getters and setters',
    'const o = { get a() { return this._a ?? 1 }, set a(v) { this._a = v }, get [log("k")]() { return 2 }, set b({ c }) { log(c) }, set d(v = 5) { log(v) } }; t(() => o.a); o.a = 3; t(() => o.a); t(() => o.k); o.b = { c: 1 }; o.d = undefined; t(() => { o.b = null }); log(Object.getOwnPropertyDescriptor(o, "b").set)',
  ],
  [
    'names that guards use',
    'function f(k, v, o, w) { const $ = 1, $0 = 2, $r = 3, $d = 4; return [() => k, () => { v = 2; return v }, () => o, (o) => [k, v, w, o, $, $0, $r, $d], ({ a }) => [$0, a]] } for (const x of f(1, 2, 3, 4)) t(x, { a: 1 }); t(({ $0 }, { $1 }) => [$0, $1], { $0: 1 }, { $1: 2 }); class A { constructor($) { this.$ = $ } } class B extends A { constructor($) { super($); log($) } } new B(1); class v { #v = 1; get(v) { return v.#v } } t(() => new v().get(new v()))',
  ],
  [
    'named function expressions',
    't(function f(n) { return n ? f(n - 1) : f.name }, 2); t(function f() { var f; return f }); t(function f(f) { return f }, 1); t(function f() { return (() => f.name)() }); t(function f() { function f() {} return f.length })',
  ],
  [
    'assigning its own name (sloppy)',
    't(function f() { f = 1; return typeof f }); t(function f() { (() => { f = 2 })(); return typeof f })',
  ],
  ['completion values', 'var x = 1; if (x) { 5 } else { 6 }'],
  ['completion of declarations only', 'var x; function f() {}'],
  [
    'optional chains, spreads, templates',
    'const tag = (s, ...v) => [s.raw.join("|"), ...v]; t(() => tag`a${1}b${(() => 2)()}`); const o = { m: (...a) => a, n: null }; t(() => o?.m?.(...[1, 2], ...new Set([3]))); t(() => o.n?.x.y(log("never"))); t(() => ({ ...{ f: () => 1 }, g: o?.["m"](1) }))',
  ],
  [
    'logical assignment',
    'let a, b = 1, c = null; t(() => { a ??= () => 1; b &&= () => 2; c ||= () => 3 }); log(a, b, c)',
  ],
  [
    'comma, conditional, in',
    'for (let f = (x) => ("a" in x), i = 0; i < 1; i++) t(f, { a: 1 }); t((x) => x ? (1, () => 2) : 3, 1); t(() => ({}).x); t(() => (function () {})()); t(() => (() => {})())',
  ],
  [
    'getters on the global object',
    'Object.defineProperty(globalThis, "lazy", { get: () => log("asked"), configurable: true }); t(() => typeof lazy)',
  ],
  [
    'frozen intrinsics',
    'Object.freeze(Object.prototype); Object.freeze(Function.prototype); Object.freeze(Array.prototype); t((a, { b }, [c], ...d) => [a, b, c, d], 1, { b: 2 }, [3], 4); class A { x = 1; m() { return this.x } } t(() => new A().m())',
  ],
  [
    'the ignore comment',
    '/* iaso-ignore */ function f(a) { return a } const o = { /* iaso-ignore */ m() { return 1 } }; t(f, 1); t(() => o.m())',
  ],
  ['HTML comments (sloppy)', 'var x = 1; <!-- t(() => 2)\n--> t(() => 3)\nt(() => x)'],
  [
    'numbers, strings, regular expressions',
    't(() => [0xff, 1_000, 1n, .5, "\\u{1F600}", /[\\p{L}--[a-z]]/v.source, /(?<a>.)\\k<a>/.source, `\\u0041`])',
  ],
  ['octals (sloppy)', 't(() => [010, "\\101"])'],
  [
    'yield, await, let as names (sloppy)',
    'var yield_ = 1; t(function (yield) { return (() => yield)() }, 1); t(function (await) { return (() => await)() }, 2); var let_ = 3; var async = 4; t((async) => async, 5); t(function (await) { async function f() { return (function () { return await })() } return f() }, 6)',
  ],
  [
    'a function that is called while parameters are made',
    't(function (a, b = (() => [a, typeof b2])(), { c } = { c: b }) { var b2 = 1; return [a, b, c] }, 1)',
  ],
  [
    'static blocks',
    'class A { static { var x = 1; let y = 2; function f() { return [x, y, this] } log(f()) } static { t(() => x) } static { const g = () => this.name; t(g); try { throw 1 } catch { log("c") } } }',
  ],
]

/** Younger than the oldest Node. */
export const YOUNG: [name: string, code: string][] = [
  [
    'using',
    'const r = (name) => ({ [Symbol.dispose]() { log("dispose", name) } }); t((a) => { using x = r("x"), y = r("y"); const f = () => x === y; using z = null; return [a, f()] }, 1); t(() => { using x = r("thrown"); throw new Error("e") }); for (using x of [r("loop")]) t(() => typeof x); { using b = r("block"); t(() => typeof b) } t(() => { try { using x = 1 } catch (e) { return e.name } }); class A { static { using s = r("static"); log(1) } }',
  ],
  [
    'await using',
    't(async (a) => { await using x = { async [Symbol.asyncDispose]() { log("dispose", a) } }; const f = () => typeof x; await null; return f() }, 1)',
  ],
  [
    'regular expressions with modifiers, sets, indices, names given twice',
    't((s) => [/(?i:a)b/.test(s), /[[a-z]&&[b]]/v.source, /b/d.exec(s).indices[0], /(?<y>a)|(?<y>b)/.exec(s).groups.y], "Ab")',
  ],
  [
    'Array.fromAsync',
    't(async () => Array.fromAsync((async function* () { yield 1; yield 2 })(), async (x) => x * 2))',
  ],
  [
    'iterator helpers, groupBy, set methods, promise helpers',
    't(() => [[1, 2, 3].values().map((x) => x * 2).filter((x) => x > 2).toArray(), Object.groupBy([1, 2], (x) => x % 2 ? "odd" : "even"), [...new Set([1, 2]).union(new Set([3]))]]); t(async () => Promise.try((a) => a, 1)); t(async () => { const { promise, resolve } = Promise.withResolvers(); resolve(2); return promise })',
  ],
]

export const COMMONJS: [name: string, code: string][] = [
  [
    'exports',
    'exports.f = (a) => a; module.exports.g = function () { return this === module.exports }; t(exports.f, 1); t(() => module.exports.g())',
  ],
  ['arguments and this of the module', 't(() => arguments.length); t(() => this === module.exports)'],
  ['return', 't(() => 1); return 5'],
  ['a require of its own', 'var require = (x) => "mine " + x; t(() => require("a"))'],
  ['eval at the top', 'var x = 1; eval("var y = 2; x = 3"); t(() => [x, y])'],
  ['new.target', 't(() => new.target)'],
  [
    'a wrapper around the file',
    ';(function () { var root = this; var a = f(1); function f(x) { return x + 1 } let b = () => this === module.exports; class C { [typeof this]() { return 1 } } t(() => a); t(b); t(() => Object.keys(this).length); t(() => new C().object()); root.f = f; t(() => f.name) }).call(this)',
  ],
  [
    'a wrapper that is called as it is',
    '(function (out, { length }, no) { t(() => this === globalThis); t(() => arguments.length) }(exports, "ab"));',
  ],
  [
    'a wrapper with parameters',
    '!function (out, no) { "use strict"; var me = this; out.x = 1; t(() => [me === undefined, no === undefined, out === module.exports]); t(() => { undeclared = 1 }) }(exports)',
  ],
  [
    'a wrapper with a parameter that hides a global',
    '(function (globalThing, no) { var n = 3; t(() => [typeof globalThing, globalThing === module.exports, no === undefined]); t(() => n) })(typeof globalThing === "object" ? globalThing : this)',
  ],
  [
    'a wrapper with parameters that hide globals which are there',
    '(function (process, Map, exports) { t(() => [typeof process.pid, new Map().size, exports === module.exports]) })(typeof process !== "undefined" && process, typeof Map === "function" ? Map : null, exports)',
  ],
  [
    'a sloppy wrapper',
    '(function () { var me = this; function g() { return typeof arguments } t(() => [me === globalThis, Object.prototype.toString.call(arguments), g()]); if (me) { function inBlock() { return 1 } } t(() => inBlock()); t(() => { frozen.a = 1; return frozen.a }); var frozen = Object.freeze({ a: 2 }) })()',
  ],
  [
    'a wrapper whose receiver is another',
    '(function (exports) { var n = 0; exports.n = () => ++n; t(() => this.who) }).call({ who: "me" }, exports); t(() => exports.n())',
  ],
  [
    'a wrapper that answers what is exported',
    'module.exports = (function () { var n = 4; function N() { this.n = n } N.prototype.get = function () { return this.n }; return N })(); t(() => new module.exports().get()); t(() => module.exports.name)',
  ],
  [
    'a wrapper whose names are others, too',
    'var n = 1; (function () { var n = 2; t(() => n) })(); t(() => n); var { m = 3 } = {}; (() => { var k = m; t(() => k) })()',
  ],
  [
    'wrappers that answer what variables and properties hold',
    "var A = (function (S) { function A(x) { this.x = S(x) } A.prototype.get = function () { return this.x }; return A })(String); var lib = {}; var B = lib.B = (function () { 'use strict'; var n = 0; return { next: next, me: function () { return this === lib.B } }; function next() { return ++n } })(); lib['C'] = (() => { let k = 3; class C { m() { return k++ } } return C })(); t(() => new A(1).get()); t(() => A.name); t(() => [B.next(), lib.B.next(), B.me()]); t(() => new lib.C().m()); t(() => lib.C.name)",
  ],
  [
    'wrappers that answer functions without a name',
    'var f = (function () { var n = 0; function a() { return n++ } return function () { return a() } })(); exports.g = (function () { var m = 5; return () => m++ })(); var h; h = (function () { function b() {} return class { m() { return b() } } })(); t(() => [f(), f.name, exports.g(), exports.g.name, h.name])',
  ],
  [
    'wrappers whose names their surroundings have',
    'var a = 7; var X = (function (w) { var b = w; function a() { return b } return { a: a, b: b } })(a); var b = 8; (function (c) { var d = c; t(() => d) })(typeof d); t(() => [a, b, X.b, X.a()]); var Y = (function () { var Y = 1; function y() { return Y++ } Y = 4; return Y })(); t(() => Y); o = { p: 1 }; o.q = (function () { var keep = o; o = { p: 2 }; return function () { return keep.q } })(); t(() => [o.p, typeof o.q])',
  ],
  [
    'a wrapper in a wrapper',
    '(function (g, undefined) { var J = (function () { function map() { return g === module.exports } return { map: map } })(); module.exports.J = J; t(() => J.map()) })(this); t(() => module.exports.J.map())',
  ],
  ['a wrapper that leaves early', '(function () { var n = 2; if (n) return; t(() => 1) })(); t(() => 2)'],
  [
    'a factory that is handed over',
    "(function (root, factory) { if (typeof define === 'function' && define.amd) define(['a'], factory); else if (typeof exports === 'object') module.exports = factory(1, root === exports); else root.x = factory(2) })(this, function (a, isRoot) { 'use strict'; var n = a; const f = () => n++; class A { #p = n; get() { return this.#p } } t(() => [a, isRoot, f(), new A().get(), f.name]); t(() => late); t(() => { undeclared = 1 }); t(() => (function () { return this })() === undefined); let late = 4; return { f, A } }); t(() => module.exports.f()); t(() => Object.keys(module.exports))",
  ],
  [
    'a factory that is handed what the module is handed, by exports',
    "!function (factory) { typeof exports === 'object' ? factory(exports, module) : typeof define === 'function' ? define(['exports', 'module'], factory) : factory({}) }((exports, module) => { exports.a = 1; var own = function () { return exports === module.exports }; exports.own = own; t(own) }); t(() => [module.exports.a, module.exports.own()])",
  ],
  [
    'a factory that is called twice',
    '(function (make) { exports.a = make(1); exports.b = make(2) })(function (n) { var own = n; t(() => own); return { next: () => own++ } }); t(() => [exports.a.next(), exports.b.next(), exports.a.next()])',
  ],
  [
    'a factory that is called where nobody sees it',
    'var define = make => { exports.a = make(1); exports.b = make(2) }; define(function (n) { var own = n; t(() => own); return { next: () => own++ } }); t(() => [exports.a.next(), exports.b.next(), exports.a.next()])',
  ],
  [
    'a factory with a name of its own, and one with what a function has',
    '(function (f) { module.exports = f(3) })(function named(n) { var own = n; t(() => [own, typeof named]); return own }); (function (f) { f(1, 2) })(function () { t(() => arguments.length) }); t(() => module.exports)',
  ],
  ['a wrapper with eval', '(function () { eval("var n = 2"); t(() => n) })(); t(() => typeof n)'],
]

export const MODULES: [name: string, files: Record<string, string>][] = [
  [
    'wrappers in a module',
    {
      main: "import { other } from 'other'; export const api = (function () { let n = 0; function next() { return n++ + other } return { next, me() { return this === api } } })(); export default (() => { const k = 2; class K { m() { return k } } return K })(); const Only = (function () { function Only() { return this === undefined } return Only })(); t(() => [api.next(), api.me(), Only(), Only.name])",
      other: 'export const other = 3',
    },
  ],
  [
    'exports of every kind',
    {
      main: 'export let a = 1; export const f = () => a++, g = function () {}; export function h() {} export class C { static #p = 1; static p() { return C.#p } } export { a as "b c", f as default }; export * as ns from "other"; export * from "other"; f(); t(() => C.p())',
      other: 'export const o = () => 1; export default class {}',
    },
  ],
  ['default function without a name', { main: 'export default function () {} t(() => 1)' }],
  [
    'default class without a name',
    { main: 'export default class { #x = 1; static s = () => 1; get() { return this.#x } }' },
  ],
  ['default arrow', { main: 'export default (a) => a' }],
  ['default generator', { main: 'export default async function* ({ a }) {}' }],
  [
    'a hoisted function called early in a cycle',
    {
      main: 'import { b } from "b"; export function f(a = 1, { c } = {}) { return (() => [a, c, typeof later])() } export default function () { return 1 } var later = 2; log(b); t(f)',
      b: 'import { f } from "main"; import g from "main"; export const b = 1; t(f); t(g)',
    },
  ],
  [
    'TDZ across a cycle',
    {
      main: 'import { b } from "b"; export const c = 1; export class K {} log(b)',
      b: 'import { c, K } from "main"; export const b = t(() => c) ?? t(() => new K()) ?? 2',
    },
  ],
  [
    'live bindings, namespaces',
    {
      main: 'import d, { x, up } from "b"; import * as ns from "b"; t(() => [x, ns.x, up(), x, ns.x, d()]); t(() => { ns.x = 1 }); t(() => { x = 1 }); t(() => { delete ns.x }); log(ns)',
      b: 'export let x = 1; export const up = () => ++x; export default () => x',
    },
  ],
  [
    'await at the top',
    { main: 'const x = await (async () => 1)(); t(() => x); for await (const y of [1]) t(() => y); export { x }' },
  ],
  ['import.meta and this', { main: 't(() => typeof import.meta); t(() => this)' }],
]
