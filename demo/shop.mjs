import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { run } from './command.mjs'
import { REPOSITORY } from './prepare.mjs'

const SOURCE = join(REPOSITORY, 'examples/storefront')
const MADE = /^(?:node_modules|dist|\.iaso|patches)$/

/** A copy of the example, to be edited at will. */
export function copyShop() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'harbour-coffee-')))
  cpSync(SOURCE, root, { recursive: true, filter: file => !MADE.test(basename(file)) })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'), 'junction')
  const iaso = (...argv) => run(process.execPath, [join(REPOSITORY, 'packages/cli/bin/iaso.js'), ...argv], root)
  const edit = (file, find, replacement) => {
    const path = join(root, file)
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(find, () => replacement),
    )
  }
  // A page asks once a minute where nobody says otherwise; here somebody is waiting.
  edit('src/main.tsx', "start({ url: '/iaso' })", "start({ url: '/iaso', interval: 500 })")
  return { root, iaso, edit, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** @param {string} name - of a file in the example's `fixes` */
export function readFix(name) {
  return JSON.parse(readFileSync(join(SOURCE, 'fixes', `${name}.json`), 'utf8'))
}

/** Bytes of all scripts below a directory, as they are and compressed. */
export function measureScripts(directory) {
  const files = readdirSync(directory, { recursive: true })
    .map(String)
    .filter(file => file.endsWith('.js'))
  const contents = files.map(file => readFileSync(join(directory, file)))
  const sum = sizes => sizes.reduce((total, size) => total + size, 0)
  return {
    bytes: sum(contents.map(content => content.length)),
    brotli: sum(contents.map(content => brotliCompressSync(content).length)),
  }
}

/** Emits a patch of what is in the source now. Answers its report, and the text that a developer sees. */
export async function emitPatch({ root, iaso }) {
  const output = await iaso('build', '--emit-patch')
  const directory = /^ +(\.iaso\S+)\s*$/m.exec(output)?.[1] ?? ''
  const read = file => readFileSync(join(root, directory, file), 'utf8')
  return { report: JSON.parse(read('report.json')), text: read('report.txt') }
}
