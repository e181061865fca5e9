import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { writeWhole } from '@iaso/build'
import { RELEASE_FILE } from '../compile/guard.js'
import type { CompiledModule } from '../compile/module.js'
import { readHelper } from '../compile/plain.js'
import { helperFile } from '../compile/rewrite.js'
import type { Session } from '../session.js'

/** Writes the output, and takes away what an earlier build wrote and this one doesn't: a framework may load whatever lies in a directory. */
export function writeOutput(session: Session, modules: readonly CompiledModule[], releaseFile: string): void {
  const { out, files } = session
  const before = readList(session)
  const written = new Set<string>()
  const write = (name: string, text: string): void => {
    written.add(name)
    writeIfNew(join(out, name), text)
  }
  for (const module of modules) writeModule(module, write, out)
  for (const helper of new Set(modules.flatMap(({ helpers }) => helpers))) write(helperFile(helper), readHelper(helper))
  for (const { file, output } of files.filter(({ isScript }) => !isScript)) {
    written.add(output)
    copy(file, join(out, output))
  }
  write(RELEASE_FILE, releaseFile)
  for (const name of before) if (!written.has(name)) rmSync(join(out, name), { force: true })
  writeWhole(listFile(session), `${[...written].sort().join('\n')}\n`)
}

function writeModule({ source, code, map }: CompiledModule, write: (name: string, text: string) => void, out: string) {
  const { output, file } = source
  if (map === undefined) write(output, code)
  else {
    write(`${output}.map`, JSON.stringify(map))
    write(output, `${code}\n//# sourceMappingURL=${basename(output)}.map\n`)
  }
  chmodSync(join(out, output), statSync(file).mode)
}

/** Watchers of the output hear only of what changed. */
function writeIfNew(file: string, text: string): void {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeWhole(file, text)
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

function listFile({ project }: Session): string {
  return join(project.directory, 'output.txt')
}

function readList(session: Session): string[] {
  const file = listFile(session)
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}
