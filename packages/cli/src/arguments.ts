import { parseArgs } from 'node:util'

/** The command line can't be understood; exit code 2. */
export class UsageError extends Error {}

type Options = Readonly<
  Record<
    string,
    { readonly type: 'boolean' | 'string'; readonly multiple?: boolean; readonly default?: boolean | string }
  >
>

type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>

/** `parseArgs`, with its complaints turned into usage errors, and a fixed number of positionals; those with a `?` may be left out. */
export function readArguments<T extends Options>(
  argv: readonly string[],
  options: T,
  positionals: readonly string[] = [],
): Parsed<T> {
  const parsed = parse(argv, options)
  const missing = positionals[parsed.positionals.length]
  if (missing?.startsWith('?') === false) throw new UsageError(`${missing} is missing.`)
  const extra = parsed.positionals[positionals.length]
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many.`)
  return parsed
}

function parse<T extends Options>(argv: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}
