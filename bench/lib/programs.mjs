import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, guard, minified, write } from './program.mjs'

const DIRECTORY = new URL('../programs/', import.meta.url).pathname

/** @param only names of programs; all without */
export function programNames(only) {
  const all = readdirSync(DIRECTORY).map(file => file.replace(/\.js$/, ''))
  return only === undefined ? all : all.filter(name => only.includes(name))
}

/** Builds a program plain and guarded. */
export async function buildProgram(name, folder) {
  const code = await bundle(join(DIRECTORY, `${name}.js`))
  const { code: guarded, mapping, record } = guard(code, name)
  const files = { plain: `${name}.plain.mjs`, guarded: `${name}.guarded.mjs` }
  write(folder, { [files.plain]: await minified(code), [files.guarded]: await minified(guarded) })
  return {
    name,
    code,
    mapping,
    functions: record.cells.length,
    plain: join(folder, files.plain),
    guarded: join(folder, files.guarded),
  }
}
