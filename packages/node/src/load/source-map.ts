import { inlineMap } from '@iaso/build/load'

const COMMENT = /^[ \t]*\/\/[#@][ \t]*sourceMappingURL=data:application\/json[^,\n]*;base64,([\w+/=]+)[ \t]*$/gm

/** Takes the map out that another loader has put into its output. */
export function splitMap(source: string): { readonly code: string; readonly map: object | undefined } {
  const last = [...source.matchAll(COMMENT)].at(-1)
  if (!last) return { code: source, map: undefined }
  // Behind it stands nothing but other comments; the lines before it stay where they are.
  const code = source.slice(0, last.index) + source.slice(last.index + last[0].length)
  return { code, map: JSON.parse(Buffer.from(last[1] ?? '', 'base64').toString('utf8')) as object }
}

export function withMap(code: string, map: object | undefined): string {
  if (map === undefined) return code
  return `${code}\n${inlineMap(map)}\n`
}
