import { verdictOf } from '@iaso/build/edits'
import { adviceFor, explain, isCode } from '@iaso/protocol'
import { readArguments, UsageError } from './arguments.js'
import type { Terminal } from './run.js'

const KINDS: Readonly<Record<string, string>> = {
  1: 'use and files',
  2: 'an edit that is refused',
  3: 'about an edit',
  4: 'a function without a guard',
}

/** `iaso explain CODE`: what it means, what stays as it was until when, what to do. */
export function explainCode(argv: readonly string[], terminal: Terminal): number {
  const code = readArguments(argv, {}, ['CODE']).positionals[0]?.toUpperCase() ?? ''
  if (!isCode(code)) throw new UsageError(`There is no code "${code}".`)
  const isEdit = code[4] === '2' || code[4] === '3'
  const verdict = verdictOf(code)
  const { stays, todo } = isEdit ? adviceFor(code, verdict) : {}
  const lines = [
    `${code} (${KINDS[code[4] ?? ''] ?? ''}${code[4] === '3' ? `: ${verdict === 'live' ? 'a note' : verdict}` : ''})`,
    explain(code),
    ...(stays === undefined ? [] : [`It stays so ${stays}.`]),
    ...(todo === undefined ? [] : [`→ ${todo}`]),
  ]
  terminal.print(lines.join('\n'))
  return 0
}
