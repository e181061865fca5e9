import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Sources } from './program.js'

/** An edit in the test language of `edits/`: sources, then per patch `---- verdict` and the sources after it. */
export interface Case {
  readonly name: string
  readonly versions: readonly Version[]
}

export interface Version {
  /**
   * `live`, `live unless` with the codes of what the patch asks for when it is applied, the codes of what was found, or `new-only` with the codes that
   * the user gave their word on; empty for the release.
   */
  readonly expected: string
  readonly sources: Sources
}

/**
 * `==== name`, then sources; `---- live` or `---- IASO2104` stands before each next version, `/// file.js` before each file of several.
 */
export function readCases(folder: string): Map<string, Case[]> {
  const files = readdirSync(folder).filter(file => file.endsWith('.txt'))
  return new Map(
    files.map(file => [
      file,
      readFileSync(`${folder}/${file}`, 'utf8')
        .split(/^==== /m)
        .slice(1)
        .map(readCase),
    ]),
  )
}

/** Takes over the verdicts that came out, by name of the case: `UPDATE=1`. */
export function writeVerdicts(file: string, verdicts: ReadonlyMap<string, readonly string[]>): void {
  const cases = readFileSync(file, 'utf8').split(/^(?===== )/m)
  const updated = cases.map(text => {
    const found = [...(verdicts.get(cut(text)[0].slice('==== '.length)) ?? [])]
    return text.replace(/^---- .*$/gm, line => (found.length > 0 ? `---- ${found.shift()}` : line))
  })
  writeFileSync(file, updated.join(''))
}

function readCase(text: string): Case {
  const [name = '', body] = cut(text)
  const [first = '', ...later] = body.split(/^---- /m)
  const versions = later.map(version => {
    const [expected, sources] = cut(version)
    return { expected, sources: readSources(sources) }
  })
  return { name, versions: [{ expected: '', sources: readSources(first) }, ...versions] }
}

function readSources(text: string): Sources {
  const parts = text.split(/^\/\/\/ /m)
  if (parts.length === 1) return { 'main.js': text }
  return Object.fromEntries(parts.slice(1).map(cut))
}

function cut(text: string): [string, string] {
  const end = text.indexOf('\n')
  return [text.slice(0, end).trim(), text.slice(end + 1)]
}
