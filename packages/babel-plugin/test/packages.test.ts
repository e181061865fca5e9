import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digest, instrument, parse } from '../src/index.js'

const require = createRequire(import.meta.url)
let directory = ''

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'iaso-packages-'))
  write(join(directory, 'runtime.cjs'), RUNTIME)
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Defines the cells, and asks for each table's values as a patch would. */
const RUNTIME = `
  exports.define = (id, fingerprint, cells) => {
    for (let i = 0; i < cells; i++) {
      const name = '$' + id + i.toString(36);
      if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value: undefined, writable: true });
    }
    return () => {};
  };
  globalThis[Symbol.for('iaso')] = exports;
`

/** What a package does, in few lines that use much of it. */
const USES: [name: string, use: string][] = [
  [
    'lodash',
    `const _ = require('lodash'); const out = [];
    out.push(_.chain([3, 1, 2]).sortBy().map((x) => x * 2).filter((x) => x > 2).value(), _.merge({ a: { b: 1 } }, { a: { c: [2] } }), _.cloneDeep(new Map([[1, { a: new Set([1]) }]])), _.groupBy(['a', 'bb', 'cc'], 'length'));
    out.push(_.template('<% for (const x of xs) { %><%- x %>,<% } %>')({ xs: ['<', 1] }), _.curry((a, b, c) => a + b + c)(1)(2, 3), _.flow([Math.abs, _.partialRight(_.padStart, 4, '0')])(-5), _.isEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), _.words('fooBar baz'), _.memoize((a) => ({}))(1), _.orderBy([{ a: 1 }, { a: 2 }], ['a'], ['desc']), _.range(5), _.debounce.length, Object.keys(_).length, _.omitBy({ a: 1, b: null }, _.isNil), _.set({}, 'a[0].b', 1), _.zipObject(['a'], [1]));
    return out`,
  ],
  [
    'ramda',
    `const R = require('ramda');
    return [R.pipe(R.map(R.add(1)), R.filter(R.gt(R.__, 2)), R.reduce(R.max, 0))([1, 2, 3]), R.evolve({ a: R.inc, b: { c: R.toUpper } }, { a: 1, b: { c: 'x' } }), R.over(R.lensPath(['a', 0, 'b']), R.negate, { a: [{ b: 2 }] }), R.groupBy((x) => x % 2 ? 'odd' : 'even', [1, 2, 3]), R.transduce(R.compose(R.map(R.inc), R.take(2)), R.flip(R.append), [], [1, 2, 3]), R.converge(R.divide, [R.sum, R.length])([1, 2, 3]), R.uniqWith(R.eqProps('a'), [{ a: 1 }, { a: 1 }]), R.toString({ a: [1, new Date(0)] }), R.curryN(3, (...a) => a)(1)(2)(3), Object.keys(R).length, R.memoizeWith(String, (a) => a)(3), R.tryCatch(() => { throw new Error('x') }, (e) => e.message)()]`,
  ],
  [
    'acorn',
    `const acorn = require('acorn'); const source = require('fs').readFileSync(__filename, 'utf8');
    const tokens = [...acorn.tokenizer('class A { #x = 1; async *m({ a = 1 }, ...b) { yield* \`\${a}\` } }', { ecmaVersion: 2022 })].map((t) => t.type.label);
    let error; try { acorn.parse('let a; let a', { ecmaVersion: 2020 }) } catch (e) { error = e.message }
    return [JSON.stringify(acorn.parse(source, { ecmaVersion: 2022, locations: true })), tokens, error, acorn.parseExpressionAt('  (a, b) => a ?? b', 2, { ecmaVersion: 2020 }).type]`,
  ],
  [
    'immer',
    `const { produce, enableMapSet, enablePatches, produceWithPatches, applyPatches, isDraft, original, current, setAutoFreeze } = require('immer'); enableMapSet(); enablePatches();
    const base = { a: { b: [1, { c: 2 }] }, m: new Map([['k', { v: 1 }]]), s: new Set([1]) };
    const next = produce(base, (d) => { d.a.b.push(3); d.a.b[1].c++; d.m.get('k').v = 2; d.s.add(2); delete d.a.x });
    const [after, patches, inverse] = produceWithPatches({ x: [1, 2, 3] }, (d) => { d.x.splice(1, 1); d.y = { z: 1 } });
    class T { n = 1 } T[require('immer').immerable] = true;
    return [next, base, next.a === base.a, Object.isFrozen(next.a), patches, inverse, applyPatches(after, inverse), produce(new T(), (d) => { d.n = 2 }), produce((d, x) => { d.x = x })({}, 5)]`,
  ],
  [
    'yjs',
    `const Y = require('yjs'); const a = new Y.Doc({ guid: 'a' }), b = new Y.Doc({ guid: 'b' }); a.clientID = 1; b.clientID = 2; const events = [];
    a.on('update', (u) => Y.applyUpdate(b, u)); b.getText('t').observe((e) => events.push(e.delta)); a.getText('t').insert(0, 'hello'); a.getText('t').format(0, 2, { bold: true }); a.getMap('m').set('k', new Y.Array()); a.getMap('m').get('k').push([1, { x: 2 }]);
    const undo = new Y.UndoManager(a.getText('t')); a.getText('t').delete(0, 1); undo.undo(); const x = a.getXmlFragment('x'); const el = new Y.XmlElement('p'); x.insert(0, [el]); el.setAttribute('id', '1');
    return [b.toJSON(), events, b.getText('t').toDelta(), Y.encodeStateAsUpdate(b).length, b.getXmlFragment('x').toString(), Y.diffUpdate(Y.encodeStateAsUpdate(a), Y.encodeStateVector(b)).length]`,
  ],
]

test.each(USES)('%s does what it did', { timeout: 60_000 }, (name, use) => {
  const guarded = join(directory, 'guarded')
  const functions = copy(name, guarded, true)
  copy(name, join(directory, 'plain'), false)
  const plain = runIn('plain', use)
  expect(functions).toBeGreaterThan(100)
  expect(plain).not.toBe('')
  expect(runIn('guarded', use)).toBe(plain)
})

function runIn(folder: string, use: string): string {
  const file = join(directory, folder, 'use.cjs')
  const inspect = `require('node:util').inspect(value, { depth: 8, compact: false, maxArrayLength: null, sorted: true })`
  write(file, `require('../runtime.cjs'); const value = (() => { ${use} })(); console.log(${inspect})`)
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--no-warnings', file], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return stdout
}

/** Copies a package and what it needs; the number of functions that got a guard. */
function copy(name: string, to: string, guard: boolean): number {
  const from = rootOf(name)
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
    dependencies?: object
    type?: string
  }
  const target = join(to, 'node_modules', name)
  let functions = 0
  for (const file of filesOf(from)) {
    const text = readFileSync(file, 'utf8')
    const path = join(target, relative(from, file))
    const isCode = guard && /\.[cm]?js$/.test(file)
    const output = isCode ? guarded(text, `${name}/${relative(from, file)}`) : undefined
    functions += output?.functions ?? 0
    write(path, output?.code ?? text)
  }
  for (const dependency of Object.keys(manifest.dependencies ?? {})) functions += copy(dependency, to, guard)
  return functions
}

function guarded(text: string, path: string): { code: string; functions: number } | undefined {
  const format = isModule(text, path) ? 'module' : 'commonjs'
  const id = digest(path, 6)
  const { code, record } = instrument(text, {
    path,
    id,
    fingerprint: 'F',
    format,
    runtime: join(directory, 'runtime.cjs'),
  })
  return { code, functions: record.cells.length }
}

function isModule(text: string, path: string): boolean {
  if (!/^\s*(?:import|export)\b/m.test(text)) return false
  try {
    parse(text, 'commonjs', path)
    return false
  } catch {
    return true
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return /^(?:node_modules|tests?|fp|es)$/.test(name) ? [] : filesOf(path)
    // `min`: the same once more
    return /\.(?:[cm]?js|json)$/.test(name) && !/\.min\.|\.production\.|legacy/.test(name) ? [path] : []
  })
}

function rootOf(name: string): string {
  const folder = require.resolve
    .paths(name)
    ?.map(path => join(path, name))
    .find(path => statSync(path, { throwIfNoEntry: false }))
  if (folder === undefined) throw new Error(`${name} is not installed`)
  return folder
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
