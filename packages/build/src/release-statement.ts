import { releaseGlobal } from '@iaso/protocol'

/** What must stay in front of every statement: `#!`, comments, directives. */
const HEAD = /^(?:#![^\n]*\n)?(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(['"])(?:(?!\1)[^\\\n]|\\.)*\1\s*;)*/

/** What makes a chunk say, before any code of its own, which release it belongs to: `text`, to be put in at `at`. */
export function releaseStatement(
  chunk: string,
  { app, release }: { readonly app: string; readonly release: string },
): { readonly at: number; readonly text: string } {
  const statement = `Object.defineProperty(globalThis,${JSON.stringify(releaseGlobal(app))},{value:${JSON.stringify(release)},configurable:true});`
  const at = HEAD.exec(chunk)?.[0].length ?? 0
  return { at, text: `${at > 0 && chunk[at - 1] !== '\n' ? '\n' : ''}${statement}\n` }
}
