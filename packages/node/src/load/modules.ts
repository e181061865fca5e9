import module from 'node:module'
import type { Changer, Format } from './loader.js'
import type { ThreadData, Turn } from './thread.js'

export interface LoadResult {
  readonly format?: Format
  readonly source?: string | Uint8Array | ArrayBuffer | null
}

type Load<Result> = (url: string, context: object, next: (url: string, context: object) => Result) => Result
type RegisterHooks = (hooks: { readonly load: Load<LoadResult> }) => { deregister(): void }
type Register = (specifier: string, parentUrl: string, options: { readonly data: ThreadData & Turn }) => void

/** Node's own functions, which the hooks of other loaders are registered with. */
interface Registrars {
  registerHooks?: RegisterHooks
  register: Register
}

/**
 * Modules that are imported: in the thread that imports them (Node ≥ 22.15), where what is required comes by, too, and once more later; else in the
 * thread that Node has for hooks. Whoever is registered last sees what all others have made of a source, so whenever another one is (tsx, on the
 * command line behind `NODE_OPTIONS`), these are registered once more.
 */
export function hookModules(changer: Changer, data: ThreadData): void {
  const registrars = module as unknown as Registrars
  if (registrars.registerHooks) keepLast(registrars, 'registerHooks', inThread(changer, registrars.registerHooks))
  else keepLast(registrars, 'register', inOtherThread(data, registrars.register))
  module.syncBuiltinESMExports()
}

function keepLast<K extends keyof Registrars>(registrars: Registrars, key: K, install: () => void): void {
  const register = registrars[key] as (...args: unknown[]) => unknown
  install()
  registrars[key] = ((...args: unknown[]) => {
    const result = register.apply(module, args)
    install()
    return result
  }) as Registrars[K]
}

function inThread(changer: Changer, registerHooks: RegisterHooks): () => void {
  let current: { deregister(): void } | undefined
  return () => {
    current?.deregister()
    current = registerHooks({ load: (url, context, next) => changeResult(changer, url, next(url, context)) })
  }
}

/** There is no way to take them back: each knows its turn, and only the last one acts. */
function inOtherThread(data: ThreadData, register: Register): () => void {
  let turn = 0
  const { href } = new URL('./thread.js', import.meta.url)
  return () => register.call(module, `${href}?turn=${++turn}`, import.meta.url, { data: { ...data, turn } })
}

export function changeResult<T extends LoadResult>(changer: Changer, url: string, result: T): T {
  const { format, source } = result
  // CommonJS is compiled elsewhere, and must be: only there other hooks see it.
  if (source === null || source === undefined || !/^module(?:-typescript)?$/.test(format ?? '')) return result
  const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8')
  const loaded = changer.load(url, text, format)
  return loaded ? { ...result, format: loaded.format, source: loaded.code } : result
}
