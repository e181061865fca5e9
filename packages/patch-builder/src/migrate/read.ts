import * as t from '@babel/types'
import { analyze, digest, generate, type Module, parse } from '@iaso/babel-plugin'
import type { MigrationSource } from '../api.js'
import { type Answer, type Migration, MigrationFault, unreadable } from './migration.js'
import { usesOf } from './uses.js'

const STEPS = ['before', 'up', 'down']

/**
 * Reads `export default defineMigration({ for: […], up({ modules }) {…}, down({ modules }) {…} })`.
 *
 * @throws MigrationFault
 */
export function readMigration({ name, path, code }: MigrationSource): Migration {
  const module = analyze(parse(code, 'module', path).program, 'module', path, true)
  const define = importsOf(module)
  const object = definition(module, define)
  const steps: t.ObjectMember[] = []
  let answers: readonly Answer[] = []
  for (const property of object.properties) {
    const key = nameOf(property)
    if (key === 'for') answers = answersOf(property as t.ObjectProperty)
    else if (key !== undefined && STEPS.includes(key)) steps.push(checkStep(property as t.ObjectMember, key))
    else throw unreadable(property, `its parts are ${['for', ...STEPS].join(', ')}`)
  }
  if (!steps.some(step => nameOf(step) === 'up')) throw unreadable(object, 'it has no `up`')
  refuseUnfinished(module)
  t.traverseFast(module.program, node => void t.removeComments(node))
  const text = generate(module.program, { compact: true }).code
  const uses = usesOf(module, steps)
  return { name, key: `${name}:${digest(text, 6)}`, path, module, answers, steps: t.objectExpression(steps), uses }
}

/** The local name of `defineMigration`. A migration is complete in itself: it has to mean the same when its release is a year old. */
function importsOf(module: Module): string | undefined {
  let define: string | undefined
  for (const statement of module.program.body) {
    if (statement.type !== 'ImportDeclaration') continue
    if (!/^@iaso\/[\w-]+\/migration$/.test(statement.source.value))
      throw unreadable(statement, 'it imports a module; modules of the application are reached through `modules`')
    for (const { local, ...specifier } of statement.specifiers)
      if (specifier.type === 'ImportSpecifier' && importedName(specifier) === 'defineMigration') define = local.name
  }
  return define
}

function importedName({ imported }: Pick<t.ImportSpecifier, 'imported'>): string {
  return imported.type === 'Identifier' ? imported.name : imported.value
}

function definition(module: Module, define: string | undefined): t.ObjectExpression {
  const exported = module.program.body.filter(statement => statement.type.startsWith('Export'))
  const [statement] = exported
  if (exported.length !== 1 || statement?.type !== 'ExportDefaultDeclaration')
    throw unreadable(exported[1] ?? null, 'it has to have one export, `export default defineMigration({…})`')
  const { declaration } = statement
  const isCall =
    declaration.type === 'CallExpression' &&
    declaration.callee.type === 'Identifier' &&
    declaration.callee.name === define
  const object = isCall ? declaration.arguments[0] : declaration
  if (object?.type !== 'ObjectExpression') throw unreadable(statement, 'its default export has to be one object')
  return object
}

export function nameOf(property: t.ObjectExpression['properties'][number]): string | undefined {
  if (property.type === 'SpreadElement' || property.computed) return undefined
  if (property.key.type === 'Identifier') return property.key.name
  return property.key.type === 'StringLiteral' ? property.key.value : undefined
}

/** `for: 'IASO3006 src/price.ts#total'`, or a list of such texts. */
function answersOf({ value }: t.ObjectProperty): Answer[] {
  const entries = value.type === 'ArrayExpression' ? value.elements : [value]
  return entries.map(node => {
    if (node?.type !== 'StringLiteral') throw unreadable(value, '`for` has to be a list of texts')
    const [code = '', key = ''] = node.value.split(/\s+(.*)/s)
    return { entry: node.value, code, key, node }
  })
}

/** A patch is applied in one turn of the event loop: nothing in it can wait. */
function checkStep(property: t.ObjectMember, name: string): t.ObjectMember {
  const step = property.type === 'ObjectMethod' ? property : property.value
  if (!t.isFunction(step)) throw unreadable(property, `\`${name}\` has to be a function`)
  if (step.async)
    throw unreadable(property, `\`${name}\` is async, and a patch is applied in one turn of the event loop`)
  if (step.generator) throw unreadable(property, `\`${name}\` is a generator, which nobody would run`)
  if (property.type === 'ObjectMethod' && property.kind !== 'method')
    throw unreadable(property, `\`${name}\` has to be a function`)
  return property
}

/** `unfinished('…')` stands in a skeleton where a person has to decide. */
function refuseUnfinished({ program, references }: Module): void {
  t.traverseFast(program, node => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return
    const imported = references.get(node.callee)?.binding?.imported
    if (imported?.name !== 'unfinished') return
    const [text] = node.arguments
    throw new MigrationFault('IASO2164', node, { detail: text?.type === 'StringLiteral' ? text.value : '' })
  })
}
