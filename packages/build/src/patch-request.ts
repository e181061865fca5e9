import { IasoError, VERDICTS, type Verdict } from '@iaso/protocol'
import type { IasoOptions } from './options.js'

/** What the user asked for when a patch is to be emitted instead of a release. */
export interface PatchRequest {
  /** Release ids, or one path of a mapping; empty: the newest release. Several, because each environment has its own id. */
  readonly releases: readonly string[]
  readonly allow: ReadonlySet<Verdict>
  /** Effects of components on the screen that do something else run again, their cleanup first. */
  readonly effects?: boolean
}

/**
 * Hosts refuse arguments that they don't know, so the wish comes by environment, behind `--` (`vite build -- --emit-patch`),
 * in webpack's way (`webpack --env emit-patch`), or as an option.
 *
 * @returns nothing when a release is to be built
 * @throws IasoError IASO1108 for a verdict that doesn't exist
 */
export function readPatchRequest(
  options: Pick<IasoOptions, 'emitPatch'>,
  env: Readonly<Record<string, string | undefined>> = process.env,
  argv: readonly string[] = process.argv,
): PatchRequest | undefined {
  const words = withEnv(argv)
  const wanted = options.emitPatch || isOn(env['IASO_EMIT_PATCH']) || words.includes('--emit-patch')
  if (!wanted) return undefined
  return {
    releases: list(argument(words, '--release') ?? env['IASO_RELEASE']),
    allow: new Set(list(argument(words, '--allow') ?? env['IASO_ALLOW']).map(checkVerdict)),
    ...((isOn(env['IASO_RERUN_EFFECTS']) || words.includes('--rerun-effects')) && { effects: true }),
  }
}

/** `--env emit-patch`, `--env=release=a1b2`: how webpack and Rspack hand on what they don't know. */
function withEnv(argv: readonly string[]): string[] {
  const values = argv.flatMap((word, at) =>
    word === '--env' ? (argv[at + 1] ?? []) : (word.match(/^--env=(.*)/)?.[1] ?? []),
  )
  return [...argv, ...values.map(value => `--${value.replace(/^emit-patch=(?:true|1)$/, 'emit-patch')}`)]
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value)
}

function argument(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex(word => word === name || word.startsWith(`${name}=`))
  if (at < 0) return undefined
  return argv[at] === name ? argv[at + 1] : argv[at]?.slice(name.length + 1)
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').filter(part => part !== '')
}

function checkVerdict(word: string): Verdict {
  const allowed = VERDICTS.filter(verdict => verdict !== 'live' && verdict !== 'refused')
  if (allowed.includes(word as never)) return word as Verdict
  throw new IasoError('IASO1108', { option: 'allow', detail: `"${word}" is none of ${allowed.join(', ')}` })
}
