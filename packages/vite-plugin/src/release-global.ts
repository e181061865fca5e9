import { releaseGlobal } from '@iaso/protocol'
import MagicString from 'magic-string'

/** What must stay in front of every statement: `#!`, comments, directives. */
const HEAD = /^(?:#![^\n]*\n)?(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(['"])(?:(?!\1)[^\\\n]|\\.)*\1\s*;)*/

/** Makes a chunk say, before any code of its own, which release it belongs to. */
export function setRelease(
  chunk: string,
  app: string,
  release: string,
  withMap: boolean,
): { code: string; map: object | null } {
  const statement = `Object.defineProperty(globalThis,${JSON.stringify(releaseGlobal(app))},{value:${JSON.stringify(release)},configurable:true});`
  const text = new MagicString(chunk)
  const at = HEAD.exec(chunk)?.[0].length ?? 0
  text.appendLeft(at, `${at > 0 && chunk[at - 1] !== '\n' ? '\n' : ''}${statement}\n`)
  return { code: text.toString(), map: withMap ? text.generateMap({ hires: 'boundary' }) : null }
}
