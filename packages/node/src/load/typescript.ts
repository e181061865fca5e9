import module from 'node:module'
import type { Format } from './loader.js'

type Strip = (code: string, options: { readonly mode: 'strip' | 'transform'; readonly sourceMap: boolean }) => string

/** Node strips the types of such a source itself, after all hooks. */
export function isTypeScript(format: Format): boolean {
  return format?.endsWith('typescript') ?? false
}

/** What Node would do: blanks for types, so that all that stays keeps its place; more only where the process was started so. */
export function stripTypes(source: string): string {
  const { stripTypeScriptTypes } = module as unknown as { readonly stripTypeScriptTypes: Strip }
  const transform = (process.features as { readonly typescript?: unknown }).typescript === 'transform'
  return quietly(() => stripTypeScriptTypes(source, { mode: transform ? 'transform' : 'strip', sourceMap: transform }))
}

/** Node warns of its function for this, not of doing it. */
function quietly<T>(run: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return run()
  } finally {
    process.emitWarning = emitWarning
  }
}
