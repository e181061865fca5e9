import { explain, isCode } from '@iaso/protocol'
import { readArguments, UsageError } from './arguments.js'
import type { Terminal } from './run.js'

const KINDS: Readonly<Record<string, string>> = {
  1: 'use and files',
  2: 'an edit that is refused',
  3: 'an edit that needs your word',
  4: 'a function without a guard',
}

export function explainCode(argv: readonly string[], terminal: Terminal): number {
  const code = readArguments(argv, {}, ['CODE']).positionals[0]?.toUpperCase() ?? ''
  if (!isCode(code)) throw new UsageError(`There is no code "${code}".`)
  terminal.print(`${code} (${KINDS[code[4] ?? ''] ?? ''})\n${explain(code)}`)
  return 0
}
