import { releaseStatement } from '@iaso/build'
import MagicString from 'magic-string'

/** Makes a chunk say which release it belongs to. */
export function setRelease(
  chunk: string,
  mapping: { readonly app: string; readonly release: string },
  { withMap, isServer }: { readonly withMap: boolean; readonly isServer: boolean },
): { code: string; map: object | null } {
  const { at, text } = releaseStatement(chunk, mapping, isServer)
  const magic = new MagicString(chunk)
  magic.appendLeft(at, text)
  return { code: magic.toString(), map: withMap ? magic.generateMap({ hires: 'boundary' }) : null }
}
