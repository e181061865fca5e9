import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { RUNTIME_SYMBOL, type WireScreen, type WireSetup } from '@iaso/protocol'
import { FOLDER } from './files.js'
import { OWN } from './keep.js'

/** Name of the realm's runtime in a patch script. */
export const RUNTIME = '$iaso'

/** As it is told; functions stand as code. */
export interface ShownScreen extends WireScreen {
  readonly setups: ReadonlyMap<string, WireSetup<t.Expression>>
}

export interface ScriptParts {
  readonly app: string
  readonly release: string
  readonly id: string
  readonly seq: number
  readonly parts: readonly t.Expression[]
  /** Files travel with it. */
  readonly withFolder: boolean
  readonly screen: ShownScreen | undefined
}

/**
 * The patch as one classic script:
 * `($iaso => { if (!$iaso) throw …; $iaso.apply({ app, release, id, seq, parts }) })(globalThis[Symbol.for("iaso")])`
 */
export function script({ app, release, id, seq, parts, withFolder, screen }: ScriptParts): t.File {
  const runtime = () => t.identifier(RUNTIME)
  const fields = {
    app: t.stringLiteral(app),
    release: t.stringLiteral(release),
    id: t.stringLiteral(id),
    seq: t.numericLiteral(seq),
    parts: t.arrayExpression([...parts]),
    ...(screen && { screen: screenExpression(screen) }),
  }
  const patch = t.objectExpression(
    Object.entries(fields).map(([name, value]) => t.objectProperty(t.identifier(name), value)),
  )
  const missing = t.ifStatement(
    t.unaryExpression('!', runtime()),
    t.throwStatement(t.newExpression(t.identifier('Error'), [t.stringLiteral('IASO1209')])),
  )
  const apply = t.expressionStatement(t.callExpression(t.memberExpression(runtime(), t.identifier('apply')), [patch]))
  const symbol = t.callExpression(t.memberExpression(t.identifier('Symbol'), t.identifier('for')), [
    t.stringLiteral(RUNTIME_SYMBOL),
  ])
  const registry = t.memberExpression(t.identifier('globalThis'), symbol, true)
  const head = [...(withFolder ? folder() : []), ...(parts.some(isOwn) ? own() : [])]
  const body = t.blockStatement([missing, ...head, apply])
  const call = t.callExpression(t.arrowFunctionExpression([runtime()], body), [registry])
  return t.file(t.program([t.expressionStatement(call)], [], 'script'))
}

/** Files are in a folder beside the script, which has its name. A worker's client says where the script came from. */
function folder(): t.Statement[] {
  const source = '($iaso.from || document.currentScript.src).replace(/\\.js(?=$|[?#]).*/, "/")'
  return [constant(FOLDER, parseExpression(source))]
}

function isOwn(part: t.Expression): boolean {
  return part.type === 'ArrayExpression' && t.isIdentifier(part.elements[0], { name: OWN })
}

/** What looks like a module that registers with each run of the script: its parts are all realms' that the patch comes to, whatever they have loaded. */
function own(): t.Statement[] {
  const register = parseExpression(`$iaso.define(${OWN}, "", 0)(() => [])`)
  return [constant(OWN, parseExpression('Symbol()')), t.expressionStatement(register)]
}

function constant(name: string, value: t.Expression): t.Statement {
  return t.variableDeclaration('const', [t.variableDeclarator(t.identifier(name), value)])
}

function screenExpression({
  all,
  cells,
  shows,
  setups,
  options,
  deriveds,
  kept = [],
  templates = [],
  makes = {},
}: ShownScreen): t.Expression {
  const entries = Object.entries(cells).map(([cell, hooks]) =>
    t.objectProperty(t.identifier(cell), t.arrayExpression(hooks.map(each => t.stringLiteral(each)))),
  )
  const fields = {
    ...(all && { all: t.booleanLiteral(true) }),
    cells: t.objectExpression(entries),
    ...(shows && { shows: t.arrayExpression(shows.map(each => t.stringLiteral(each))) }),
    ...(options && { options: t.arrayExpression(options.map(each => t.stringLiteral(each))) }),
    ...(deriveds && { deriveds: t.arrayExpression(deriveds.map(each => t.stringLiteral(each))) }),
    ...(kept.length > 0 && { kept: t.arrayExpression(kept.map(each => t.stringLiteral(each))) }),
    ...(Object.keys(makes).length > 0 && {
      makes: object(Object.entries(makes).map(([cell, version]) => [cell, t.stringLiteral(version)])),
    }),
    ...(templates.length > 0 && { templates: parseExpression(JSON.stringify(templates)) }),
    ...(setups.size > 0 && { setups: object([...setups].map(([cell, setup]) => [cell, setupExpression(setup)])) }),
  }
  return object(Object.entries(fields))
}

function setupExpression({ version, again, tell, names }: WireSetup<t.Expression>): t.Expression {
  return object([
    ...(version ? [['version', t.stringLiteral(version)] as const] : []),
    ...(again ? [['again', t.booleanLiteral(true)] as const] : []),
    ...(tell ? [['tell', t.arrayExpression([t.stringLiteral(tell[0]), tell[1]])] as const] : []),
    ...(names
      ? [['names', object(Object.entries(names).map(([key, name]) => [key, t.stringLiteral(name)]))] as const]
      : []),
  ])
}

function object(entries: readonly (readonly [string, t.Expression])[]): t.Expression {
  return t.objectExpression(entries.map(([name, value]) => t.objectProperty(t.stringLiteral(name), value)))
}
