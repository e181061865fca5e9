import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Instrumented } from '@iaso/babel-plugin'
import { writeWhole } from './store.js'

/**
 * Guarded code of the last release build, so that what didn't change isn't parsed, analysed and printed again. One file an environment, in
 * `node_modules/.cache/iaso`; its first line stands for the tools that made it, each other line is a key and a result.
 */
export class GuardCache {
  readonly #file: string | undefined
  readonly #used = new Map<string, string>()
  #read: ReadonlyMap<string, string> | undefined

  constructor(root: string, environment: string) {
    const directory = cacheDirectory(root)
    this.#file = directory && join(directory, `${environment.replace(/[^\w-]/g, '_')}.txt`)
  }

  /** @param about all that the result depends on, beside the code */
  async once(code: string, about: readonly unknown[], make: () => Promise<Instrumented>): Promise<Instrumented> {
    if (this.#file === undefined) return await make()
    const key = createHash('sha256').update(JSON.stringify(about)).update('\0').update(code).digest('base64')
    const kept = this.#kept(this.#file).get(key)
    const made = kept === undefined ? await make() : (JSON.parse(kept) as Instrumented)
    this.#used.set(key, kept ?? JSON.stringify(made))
    return made
  }

  /** Keeps what this build used, and nothing else. */
  save(): void {
    if (this.#file === undefined) return
    const kept = this.#kept(this.#file)
    if (this.#used.size === kept.size && [...this.#used.keys()].every(key => kept.has(key))) return
    const lines = [...this.#used].map(([key, result]) => `${key} ${result}\n`)
    writeWhole(this.#file, `${toolsDigest()}\n${lines.join('')}`)
  }

  /** Read when the first module asks: a patch build may have none that does. */
  #kept(file: string): ReadonlyMap<string, string> {
    this.#read ??= read(file)
    return this.#read
  }
}

/** Where tools keep what they can make again: beside the packages they come from. */
function cacheDirectory(root: string): string | undefined {
  const place = upwards(root).find(directory => existsSync(join(directory, 'node_modules')))
  if (place === undefined) return undefined
  try {
    accessSync(join(place, 'node_modules'), constants.W_OK)
  } catch {
    // Somebody installed it for others to read: every build starts anew.
    return undefined
  }
  return join(place, 'node_modules/.cache/iaso')
}

function upwards(directory: string): string[] {
  const parent = dirname(directory)
  return parent === directory ? [directory] : [directory, ...upwards(parent)]
}

function read(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map()
  const [tools, ...lines] = readFileSync(file, 'utf8').split('\n')
  if (tools !== toolsDigest()) return new Map()
  const pairs = lines.filter(line => line !== '').map(line => [line, line.indexOf(' ')] as const)
  return new Map(pairs.map(([line, at]) => [line.slice(0, at), line.slice(at + 1)]))
}

let tools: string | undefined

/** Of the code that puts guards in, and of what it parses and prints with. */
function toolsDigest(): string {
  if (tools !== undefined) return tools
  const require = createRequire(import.meta.url)
  const plugin = require.resolve('@iaso/babel-plugin')
  const babel = ['@babel/parser', '@babel/generator', '@babel/types'].map(name =>
    createRequire(plugin).resolve(`${name}/package.json`),
  )
  const hash = createHash('sha256')
  for (const file of [...scripts(dirname(plugin)), ...scripts(dirname(require.resolve('@iaso/protocol'))), ...babel])
    hash.update(readFileSync(file)).update('\0')
  tools = hash.digest('base64')
  return tools
}

function scripts(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js'))
  return names.sort().map(name => join(directory, name))
}
