import type { Changer, Format } from './loader.js'

export interface LoadResult {
  readonly format?: Format
  readonly source?: string | Uint8Array | ArrayBuffer | null
}

type Load<Result> = (url: string, context: object, next: (url: string, context: object) => Result) => Result
export type RegisterHooks = (hooks: { readonly load: Load<LoadResult> }) => void

/** Modules that are imported, in the thread that imports them (Node ≥ 22.15). What is required comes by here, too, and once more later. */
export function hookModules(changer: Changer, registerHooks: RegisterHooks): void {
  registerHooks({ load: (url, context, next) => changeResult(changer, url, next(url, context)) })
}

export function changeResult<T extends LoadResult>(changer: Changer, url: string, result: T): T {
  const { format, source } = result
  // CommonJS is compiled elsewhere, and must be: only there other hooks see it.
  if (source === null || source === undefined || !/^module(?:-typescript)?$/.test(format ?? '')) return result
  const text = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8')
  const loaded = changer.load(url, text, format)
  return loaded ? { ...result, format: loaded.format, source: loaded.code } : result
}
