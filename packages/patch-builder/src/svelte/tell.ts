import * as t from '@babel/types'
import { digest, parse } from '@iaso/babel-plugin'
import { callOf, helperOf } from './svelte.js'

/** Text that is put into a module, where it belongs. */
type Insertion = readonly [at: number, text: string]

/** What its own code waits for: what it makes isn't there when it answers. */
const WAITS = /\$\.(?:async_body|run|async|save|async_derived)\(/

/**
 * Has a component tell the adapter who it is, `$.push($$props, true, App, $$anchor)`, and its state what it is called, `$.state(0, 'x7Fq')`: the adapter makes an instance anew
 * where it stands, and gives it the state that it had. Svelte passes over these arguments in production. A component that needs no context of its own is given one; `0`
 * stands for: with runes or without, as what is around it.
 */
export function tellInstances(code: string): string {
  if (WAITS.test(code)) return code
  const program = parse(code, 'module', 'component').program
  const declaration = program.body.find(node => node.type === 'ExportDefaultDeclaration')?.declaration
  const insertions = t.isFunctionDeclaration(declaration) ? insertionsOf(declaration, code) : []
  return insertions
    .toSorted(([a], [b]) => b - a)
    .reduce((text, [at, added]) => text.slice(0, at) + added + text.slice(at), code)
}

function insertionsOf({ id, params, body }: t.FunctionDeclaration, code: string): Insertion[] {
  const [anchor, props] = params
  if (!id || !t.isIdentifier(anchor, { name: '$$anchor' })) return []
  if (props !== undefined && !t.isIdentifier(props, { name: '$$props' })) return []
  const own = `${id.name}, $$anchor`
  const push = body.body.map(statement => callOf(statement, 'push')).find(call => call !== undefined)
  if (push) return [[endOf(push.arguments.at(-1)), `, ${own}`], ...statesOf(body, code)]
  if (body.body.some(({ type }) => type === 'ReturnStatement')) return []
  return [
    ...(props ? [] : ([[endOf(anchor), ', $$props']] as const)),
    [startOf(body) + 1, ` $.push($$props, 0, ${own});`],
    [endOf(body) - 1, '$.pop();\n'],
    ...statesOf(body, code),
  ]
}

/** The key is made of name and first value: where both are the same, the new code takes what the old had. */
function statesOf(body: t.BlockStatement, code: string): Insertion[] {
  const found: Insertion[] = []
  for (const statement of body.body)
    for (const { id, init } of statement.type === 'VariableDeclaration' ? statement.declarations : []) {
      if (!t.isIdentifier(id) || init?.type !== 'CallExpression' || isBound(id.name, code)) continue
      const helper = helperOf(init)
      if (!/^(?:state|proxy)$/.test(helper ?? '') || init.arguments.length !== 1) continue
      const [value] = init.arguments
      const key = digest(`${id.name} ${helper} ${code.slice(startOf(value), endOf(value))}`, 4)
      found.push([endOf(value), `, '${key}'`])
    }
  return found
}

/** `bind:this={name}`: elements and components of an instance are made anew with it. */
function isBound(name: string, code: string): boolean {
  return code.includes('$.bind_this(') && code.includes(`($$value) => $.set(${name}, $$value`)
}

function startOf(node: t.Node | undefined): number {
  return node?.start as number
}

function endOf(node: t.Node | undefined): number {
  return node?.end as number
}
