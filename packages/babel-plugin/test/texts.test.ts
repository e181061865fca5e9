import { expect, test } from 'vitest'
import { instrument } from '../src/index.js'
import { traces } from './support/world.js'

function skipped(code: string): string[] {
  const { record } = instrument(code, { path: 'a.js', id: 'Zq9x7w', fingerprint: 'F', format: 'script' })
  return record.functions.filter(fn => fn.skipped === 'IASO4008').map(({ key }) => key.slice('a.js#'.length))
}

/** Each leaves out `f` and what is in it, and nothing else. */
const READ = [
  'String(f)',
  'f.toString()',
  '`(${f})()`',
  '"" + f',
  'f + ""',
  'Function.prototype.toString.call(f)',
  'Function.prototype.toString.apply(f, [])',
  'new Worker(URL.createObjectURL(new Blob(["(", f, ")()"])))',
  'new Worker(URL.createObjectURL(new Blob([`(${f})()`])))',
  '(0, eval)("(" + f + ")")',
  '({ [f]: 1 })',
  'o[f]',
  'class A { [f]() {} static [f] = 1 }',
]

test.each(READ)('a function whose text is read has no guard: %s', use => {
  const declared = 'function f(a) { return () => ({ m() { return a } }) }'
  const inner = ['f', 'f/function', 'f/function/m']
  const only = (code: string) => skipped(code).filter(key => !/^(?:A\.|Function$)/.test(key))
  expect(only(`${declared}\n${use}`)).toEqual(inner)
  expect(only(`const f = a => () => ({ m() { return a } });\n${use}`)).toEqual(inner)
  const written = only(use.replace(/\bf\b/, '(function () { return [1].map(x => x) })'))
  expect(written.filter(key => key.endsWith('map()'))).toHaveLength(1)
})

test.each([
  'let f = () => 1; f = g; String(f)',
  'const String = x => x, f = () => 1; String(f)',
  'const f = () => 1; "" + f()',
  'const f = () => 1; tag`${f}`',
  'function f() {} o.toString(); String(o); g(f)',
  'const f = () => 1; evaluate(f); math.evaluate(f); x.controller("a", f); jobs.run(() => 2)',
  'const f = () => 1; f.toString = () => "f"; f.toString(1)',
])('a function that is only used is guarded: %s', code => {
  expect(skipped(code)).toEqual([])
})

test('a class whose text is read', async () => {
  const code =
    'const a = class { #x = 1; m() { return (() => this.#x)() } static s = () => 1 }; log(String(a).includes("$")); t(() => new a().m())'
  expect(skipped(code)).toHaveLength(4)
  const { plain, guarded } = await traces(code)
  expect(guarded).toEqual(plain)
})

test('where the names of parameters are read, the functions within are guarded', () => {
  expect(
    skipped(`const app = angular.module('a', [])
app.controller('A', function ($scope) { $scope.save = () => 1 }).directive('b', ['$q', $q => 1])
angular.module('a').value('v', 1).factory('S', S); function S($http) { return () => 1 }
async.autoInject({ one: cb => cb(null, () => 1), two(one, cb) {}, three: ['one', one => 1] })`),
  ).toEqual(['app.controller()', 'S', 'one', 'two'])
})

test('what is sent to a browser', () => {
  expect(skipped('page.evaluate(() => [1].map(x => x)); frame.$eval("a", function (el) { return el.href })')).toEqual([
    'page.evaluate()',
    'page.evaluate()/map()',
    'frame.$eval()',
  ])
})
