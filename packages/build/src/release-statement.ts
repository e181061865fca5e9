import { releaseGlobal } from '@iaso/protocol'

/** What must stay in front of every statement: `#!`, comments, directives. */
const HEAD = /^(?:#![^\n]*\n)?(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(['"])(?:(?!\1)[^\\\n]|\\.)*\1\s*;)*/

/** What is said of a release. */
export interface Announced {
  readonly app: string
  readonly release: string
}

/**
 * What makes a chunk say, before any code of its own, which release it belongs to: `text`, to be put in at `at`.
 *
 * @param isServer the chunk may run in a thread or process of a service, whose patch is to be there before its modules run
 */
export function releaseStatement(
  chunk: string,
  { app, release }: Announced,
  isServer = false,
): { readonly at: number; readonly text: string } {
  const catchUp = isServer ? `globalThis[Symbol.for("iaso.service")]?.released(${JSON.stringify(app)});` : ''
  const statement = `Object.defineProperty(globalThis,${JSON.stringify(releaseGlobal(app))},{value:${JSON.stringify(release)},configurable:true});${catchUp}`
  const at = HEAD.exec(chunk)?.[0].length ?? 0
  return { at, text: `${at > 0 && chunk[at - 1] !== '\n' ? '\n' : ''}${statement}\n` }
}
