import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/*
 * Words of Node's command line that decide which code runs; of the others (memory, ports, permissions) a release doesn't depend.
 * Modules of the project are named relative to its root, so that the words mean the same on every machine.
 */

const WITH_VALUE = new Set(['--import', '--require', '--experimental-loader', '--conditions'])
const SHORT: Readonly<Record<string, string>> = {
  '-r': '--require',
  '-C': '--conditions',
  '--loader': '--experimental-loader',
}
const SWITCH =
  /^--(?:no-)?(?:experimental-)?(?:strip-types|transform-types|require-module|detect-module|default-type=.*|preserve-symlinks(?:-main)?)$/

/** Stands for the preloaded module of this package, wherever it lies. */
const OWN = '@iaso/node'
const OWN_FILE = fileURLToPath(new URL('../index.js', import.meta.url))
/** They make the process a service; a release has the same code without. */
const SERVICES = /^@iaso\/runtime\/serve$|[\\/]runtime[\\/]dist[\\/]serve\.js$/

/** `NODE_OPTIONS` comes first, as in Node. */
export function loadingWords(
  root: string,
  nodeOptions = process.env['NODE_OPTIONS'] ?? '',
  argv: readonly string[] = process.execArgv,
): string[] {
  const words = [...split(nodeOptions), ...argv].flatMap(word => {
    const [, name, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? []
    return name !== undefined && value !== undefined && WITH_VALUE.has(SHORT[name] ?? name) ? [name, value] : [word]
  })
  return words.flatMap((word, at) => {
    const name = SHORT[word] ?? word
    if (SWITCH.test(word)) return [word]
    const value = words[at + 1]
    if (!WITH_VALUE.has(name) || value === undefined) return []
    if (name === '--conditions') return [name, value]
    const module = neutral(root, value)
    return SERVICES.test(module) ? [] : [name, module]
  })
}

/** The same words for a thread on this machine. */
export function toExecArgv(words: readonly string[], root: string): string[] {
  const known = words.includes(OWN) ? words : [...words, '--import', OWN]
  return known.map((word, at) => {
    const name = known[at - 1] ?? ''
    if (word === OWN) return name === '--require' ? OWN_FILE : pathToFileURL(OWN_FILE).href
    if (!word.startsWith('./') || !WITH_VALUE.has(name)) return word
    const file = join(root, word)
    return name === '--require' ? file : pathToFileURL(file).href
  })
}

function neutral(root: string, value: string): string {
  if (value === OWN || value === `${OWN}/register`) return OWN
  const file = value.startsWith('file:')
    ? fileURLToPath(value)
    : /^\.{0,2}[\\/]/.test(value) || isAbsolute(value)
      ? locate(value)
      : value
  if (!isAbsolute(file)) return isOwn(value) ? OWN : value
  if (file === OWN_FILE || real(file) === real(OWN_FILE)) return OWN
  const path = relative(root, file).split(sep).join('/')
  return path.startsWith('../') ? file : `./${path}`
}

/** `--require ./hook` leaves the extension to Node. */
function locate(value: string): string {
  const file = resolve(value)
  try {
    return createRequire(file).resolve(file)
  } catch {
    return file
  }
}

function isOwn(specifier: string): boolean {
  try {
    return real(createRequire(resolve('_')).resolve(specifier)) === real(OWN_FILE)
  } catch {
    // Node itself finds it in other ways, or says that it doesn't.
    return false
  }
}

function real(file: string): string {
  return existsSync(file) ? realpathSync.native(file) : file
}

/** As Node splits it: by spaces, outside of quotes. */
function split(options: string): string[] {
  return [...options.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

/** What follows `node` on a command line: its own words, then the script. */
export function readCommand(root: string, argv: readonly string[]): { words: string[]; script: string | undefined } {
  const at = argv.findIndex((word, at) => !word.startsWith('-') && !takesValue(argv[at - 1] ?? ''))
  const own = at < 0 ? argv : argv.slice(0, at)
  return { words: loadingWords(root, '', own), script: at < 0 ? undefined : argv[at] }
}

function takesValue(word: string): boolean {
  return WITH_VALUE.has(SHORT[word] ?? word)
}
