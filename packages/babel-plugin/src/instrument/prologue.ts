import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import type { ModuleFormat, TableEntry } from '@iaso/protocol'
import { privateKinds } from '../analyze/layouts.js'
import type { Module } from '../analyze/model.js'
import type { NamedRegistrar } from '../api.js'
import { privateAccessor, setterOf } from './guard.js'
import { lazyTable } from './lazy-table.js'

export interface Registration {
  readonly moduleId: string
  readonly fingerprint: string
  readonly cells: number
  /** The module that defines the cells; without it the module's head does. */
  readonly registrar: string | NamedRegistrar | undefined
  /** Expression of a `define` that is there before the module runs. */
  readonly define: string | undefined
  readonly runtime: string
  /** Local names of the registrar and of the runtime's function that makes it. */
  readonly local: string
  readonly localDefine: string
  readonly bundled: boolean
  readonly table: readonly TableEntry[]
  /** Names of the marks, by position. */
  readonly marks: readonly string[]
  /** The module declares a `require` of its own. */
  readonly requireHidden: boolean
}

/** What stands at a guarded module's head, before any other statement. */
export interface Prologue {
  /** Makes the cells. */
  readonly define: t.Statement[]
  /** Registers the scope table: at the head of the factory, if there is one. */
  readonly register: t.Statement
}

export function prologue(format: ModuleFormat, registration: Registration): Prologue {
  const local = () => t.identifier(registration.local)
  const table = scopeTable(registration)
  if (format === 'script') {
    // Scripts share their names, so it takes none; and a declaration in a block doesn't change the script's completion value.
    const value = t.callExpression(defineCall(runtimeExpression(format, registration), registration), [table])
    return {
      define: [],
      register: t.blockStatement([t.variableDeclaration('const', [t.variableDeclarator(local(), value)])]),
    }
  }
  const register = t.expressionStatement(t.callExpression(local(), [table]))
  if (registration.define !== undefined)
    return { define: [bind(local(), defineCall(parseExpression(registration.define), registration, true))], register }
  if (format !== 'module') {
    const call = defineCall(runtimeExpression(format, registration), registration)
    // `require` may come from another realm.
    if (!registration.bundled) call.arguments.push(t.identifier('globalThis'))
    return { define: [bind(local(), call)], register }
  }
  if (registration.registrar !== undefined)
    return { define: [importRegistrar(registration.registrar, local())], register }
  const define = t.identifier(registration.localDefine)
  const statements = [
    t.importDeclaration([t.importSpecifier(define, t.identifier('define'))], t.stringLiteral(registration.runtime)),
    t.variableDeclaration('const', [
      t.variableDeclarator(local(), defineCall(t.cloneNode(define), registration, true)),
    ]),
  ]
  return { define: statements, register }
}

function bind(name: t.Identifier, value: t.Expression): t.Statement {
  return t.variableDeclaration('var', [t.variableDeclarator(name, value)])
}

function importRegistrar(registrar: string | NamedRegistrar, local: t.Identifier): t.Statement {
  if (typeof registrar === 'string')
    return t.importDeclaration([t.importDefaultSpecifier(local)], t.stringLiteral(registrar))
  const specifier = t.importSpecifier(local, t.identifier(registrar.name))
  return t.importDeclaration([specifier], t.stringLiteral(registrar.from))
}

/** A script finds the runtime that was loaded before it. */
function runtimeExpression(format: ModuleFormat, { runtime, requireHidden }: Registration): t.Expression {
  if (format === 'commonjs') {
    const require = t.identifier('require')
    const reached = requireHidden ? t.memberExpression(t.identifier('module'), require) : require
    return t.callExpression(reached, [t.stringLiteral(runtime)])
  }
  const symbol = t.callExpression(t.memberExpression(t.identifier('Symbol'), t.identifier('for')), [
    t.stringLiteral('iaso'),
  ])
  return t.memberExpression(t.identifier('globalThis'), symbol, true)
}

function defineCall(
  runtime: t.Expression,
  { moduleId, fingerprint, cells }: Registration,
  direct = false,
): t.CallExpression {
  const callee = direct ? runtime : t.memberExpression(runtime, t.identifier('define'))
  return t.callExpression(callee, [t.stringLiteral(moduleId), t.stringLiteral(fingerprint), t.numericLiteral(cells)])
}

function scopeTable({ table, bundled, marks }: Registration): t.Expression {
  return lazyTable(
    table.flatMap(entry => {
      if (entry.kind === 'marks')
        return t.arrowFunctionExpression([], t.arrayExpression(marks.map(name => t.identifier(name))))
      const inBundle = bundled && entry.kind === 'place' ? bundledPlace(entry) : undefined
      const getter = t.arrowFunctionExpression([], inBundle ?? entryExpression(entry))
      return entry.set === undefined ? [getter] : [getter, setterOf(t.identifier(entry.name))]
    }),
  )
}

/** As a value, `require` would be a context of all modules to a bundler, and `module` something that has to be made. */
function bundledPlace({ name, sources }: TableEntry): t.Expression | undefined {
  const source = t.identifier('s')
  if (name === 'require')
    return t.arrowFunctionExpression(
      [source],
      (sources ?? []).reduceRight<t.Expression>(
        (others, each) =>
          t.conditionalExpression(
            t.binaryExpression('==', t.cloneNode(source), t.stringLiteral(each)),
            t.callExpression(t.identifier('require'), [t.stringLiteral(each)]),
            others,
          ),
        t.buildUndefinedNode(),
      ),
    )
  if (name !== 'module') return undefined
  const exports = () => t.memberExpression(t.identifier('module'), t.identifier('exports'))
  const set = t.expressionStatement(t.assignmentExpression('=', exports(), t.cloneNode(source)))
  return t.objectExpression([
    t.objectMethod('get', t.identifier('exports'), [], t.blockStatement([t.returnStatement(exports())])),
    t.objectMethod('set', t.identifier('exports'), [source], t.blockStatement([set])),
  ])
}

function entryExpression({ name, kind }: TableEntry): t.Expression {
  if (kind === 'binding' || kind === 'import') return t.identifier(name)
  if (kind === 'member') {
    const dot = name.indexOf('.')
    return t.memberExpression(t.identifier(name.slice(0, dot)), t.identifier(name.slice(dot + 1)))
  }
  if (name === 'import.meta') return t.metaProperty(t.identifier('import'), t.identifier('meta'))
  if (name.startsWith('import('))
    return t.importExpression(t.stringLiteral(JSON.parse(name.slice('import('.length, -1)) as string))
  return t.identifier(name)
}

/** `static { $r(() => [o => o.#x, …], 1) }` at the head of each class that is evaluated once. */
export function registerPrivates(module: Module, local: string): void {
  for (const klass of module.classes) {
    if (klass.slot === 0) continue
    const accessors = [...klass.privates].flatMap(([name, { has }]) =>
      privateKinds(klass, name, has).map(kind => privateAccessor(name, kind)),
    )
    const call = t.callExpression(t.identifier(local), [lazyTable(accessors), t.numericLiteral(klass.slot)])
    klass.node.body.body.unshift(t.staticBlock([t.expressionStatement(call)]))
  }
}
