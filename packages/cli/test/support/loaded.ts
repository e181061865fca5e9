/** A service that is started from its sources, and the command line beside it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, vi } from 'vitest'
import { type Files, openFolder, writeFiles } from '../../../../testing/folder.js'

const IASO = fileURLToPath(new URL('../../bin/iaso.js', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../../../../node_modules/@iaso', import.meta.url))

/** How the sources are written. */
export interface Style {
  readonly extension: string
  readonly type: string | undefined
  readonly isModule: boolean
  /** Stands behind names and parameters. */
  readonly annotation: string
}

export const COMMONJS: Style = { extension: '.js', type: undefined, isModule: false, annotation: '' }
export const MODULES: Style = { extension: '.js', type: 'module', isModule: true, annotation: '' }
export const TYPED: Style = { extension: '.ts', type: 'module', isModule: true, annotation: ': any' }

/** What all realms of the service answer with, and a count that must survive. */
export function rate({ isModule, annotation }: Style, value: number): string {
  const body = `{ return [++n, ${value}] }\n`
  const count = `let n${annotation} = 0\n`
  return isModule ? `${count}export function see()${annotation} ${body}` : `${count}exports.see = function () ${body}`
}

/** A module that is loaded when it is asked for. */
export function late({ isModule }: Style, text: string): string {
  return isModule ? `export const say = () => '${text}'` : `exports.say = () => '${text}'`
}

/** The service answers line by line: `see` from all realms, `thread`, `fork` (one more), `copy` (the module once more, in the first realm), `late`. */
export function serviceFiles(style: Style): Files {
  const { extension, type, isModule, annotation } = style
  const from = (name: string) => `./${name}${extension}`
  const load = (names: string, place: string) =>
    isModule ? `import ${names} from '${place}'` : `const ${names} = require('${place}')`
  const place = (name: string) =>
    isModule ? `new URL('${from(name)}', import.meta.url)` : `require.resolve('${from(name)}')`
  const copy = isModule
    ? `import('${from('rate')}?' + realms.length)`
    : `(delete require.cache[require.resolve('${from('rate')}')], require('${from('rate')}'))`
  const lazily = isModule ? `import('${from('late')}')` : `Promise.resolve(require('${from('late')}'))`
  const main = `
    ${load('{ fork }', 'node:child_process')}
    ${load('{ createInterface }', 'node:readline')}
    ${load('{ Worker }', 'node:worker_threads')}
    ${load('{ see }', from('rate'))}
    const realms${annotation} = []
    const once = (target${annotation}, event${annotation})${annotation} => new Promise(done => target.once(event, done))
    const add${annotation} = {
      thread() {
        const worker = new Worker(${place('worker')})
        realms.push(() => { worker.postMessage('see'); return once(worker, 'message') })
      },
      async copy() {
        realms.push((await ${copy}).see)
      },
      async fork() {
        const child = fork(${place('forked')})
        await once(child, 'message')
        realms.push(() => { child.send('see'); return once(child, 'message') })
      },
    }
    createInterface({ input: process.stdin }).on('line', async line => {
      await add[line]?.()
      console.log(JSON.stringify(line === 'late' ? (await ${lazily}).say() : await Promise.all([see, ...realms].map(see => see()))))
    })`
  const worker = `
    ${load('{ parentPort }', 'node:worker_threads')}
    ${load('{ see }', from('rate'))}
    parentPort${isModule && annotation ? '!' : ''}.on('message', () => parentPort${isModule && annotation ? '!' : ''}.postMessage(see()))`
  const forked = `
    ${load('{ see }', from('rate'))}
    process.on('message', () => process.send${isModule && annotation ? '!' : ''}(see()))
    process.send${isModule && annotation ? '!' : ''}('ready')`
  return {
    'package.json': JSON.stringify({ name: 'shop', type }),
    [`src/main${extension}`]: main,
    [`src/worker${extension}`]: worker,
    [`src/forked${extension}`]: forked,
    [`src/rate${extension}`]: rate(style, 1),
    [`src/late${extension}`]: late(style, 'late 1'),
  }
}

export class LoadedService {
  readonly root: string
  errors = ''
  #child: ChildProcess | undefined
  #lines: AsyncIterator<string> | undefined

  constructor(
    readonly node: string,
    files: Files,
  ) {
    this.root = openFolder(files)
    mkdirSync(join(this.root, 'node_modules'), { recursive: true })
    mkdirSync(join(this.root, 'run'))
    symlinkSync(PACKAGES, join(this.root, 'node_modules/@iaso'), 'dir')
    onTestFinished(() => void this.#child?.kill())
  }

  start(...words: string[]): void {
    this.#child = spawn(this.node, words, { cwd: this.root, env: this.#env, stdio: 'pipe' })
    this.#child.stderr?.on('data', chunk => {
      this.errors += chunk
    })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  write(files: Files): void {
    writeFiles(this.root, files)
  }

  async say(line: string): Promise<unknown> {
    this.#child?.stdin?.write(`${line}\n`)
    const answer = await this.#lines?.next()
    if (!answer || answer.done) throw new Error(`The service ended: ${this.errors}`)
    return JSON.parse(answer.value)
  }

  /** Runs `iaso`; answers its exit code and what it said. */
  iaso(...words: string[]): Promise<{ code: number | null; text: string }> {
    const child = spawn(this.node, [IASO, ...words], { cwd: this.root, env: this.#env, stdio: 'pipe' })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (text += chunk))
    return new Promise(done => child.once('close', code => done({ code, text })))
  }

  /** Changes the sources, and hands the patch over. */
  async fix(files: Files): Promise<string> {
    this.write(files)
    const built = await this.iaso('build', '--emit-patch')
    expect(built, built.text).toMatchObject({ code: 0 })
    return (await this.iaso('apply')).text
  }

  /** The service writes it beside its work. */
  async recorded(): Promise<string> {
    const file = join(this.root, '.iaso/node/newest')
    await vi.waitFor(() => expect(existsSync(file), this.errors).toBe(true), { timeout: 30_000, interval: 100 })
    return readFileSync(file, 'utf8').trim()
  }

  get #env(): Record<string, string> {
    const { PATH = '', HOME = '' } = process.env
    return { PATH, HOME, NO_COLOR: '1', IASO_RUN: join(this.root, 'run') }
  }
}
