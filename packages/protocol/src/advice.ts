import { type Code, explain, isCode } from './diagnostics.js'
import type { Finding, Verdict } from './report.js'

/** What stays as it was, and until when; where the text itself doesn't say so. */
const STAYS: { readonly [code in Code]?: string } = {
  IASO3001: 'until the next start: a reload of the page, a restart of the process',
  IASO3002: 'until the next start: a reload of the page, a restart of the process',
  IASO3003: 'until those closures are let go: a listener is removed, a timer ends, a page is left',
  IASO3004: 'until that variable gets a value again',
  IASO3005: 'until objects made before the patch are gone',
  IASO3006: 'until those entries are gone',
  IASO3007: 'until that loop ends',
  IASO3008: 'until those closures are let go',
  IASO3009: 'until a reload that comes with the next release',
  IASO3011: 'until those instances are made again',
  IASO3012: 'until those closures are let go',
  IASO3013: 'until those closures are let go',
  IASO3014: 'until the next start',
  IASO3034: 'until a reload that comes with the next release',
  IASO3035: 'until the next start',
  IASO3081: 'until their dependencies change, or the component is mounted anew',
  IASO3083: 'until they are mounted anew',
  IASO3093: 'until those instances are made again',
  IASO3094: 'until those instances are made again',
  IASO3110: 'until those closures are let go',
  IASO3140: 'until those components render next by themselves',
  IASO3141: 'until those components render next by themselves',
  IASO3120: 'until instances made before the patch are gone',
  IASO3091: 'until objects made before the patch are gone',
  IASO3095: 'until instances made before the patch are gone',
}

/** Edits about which a migration can do nothing. */
const NO_MIGRATION = /^IASO3(009|010|03\d|08\d)$/

/** The sentence for a finding; codes among its arguments stand with their own. */
export function messageOf({ code, args, unless }: Pick<Finding, 'code' | 'args' | 'unless'>): string {
  const spelled = Object.entries(args).map(([name, value]) => [
    name,
    isCode(value) ? `${value}, ${explain(value)}` : value,
  ])
  const message = explain(code, Object.fromEntries(spelled) as Record<string, string>)
  return unless === undefined ? message : `${message} ${onlyUnless(unless)}`
}

function onlyUnless(keys: readonly string[]): string {
  return `So the patch takes effect only where ${keys.join(', ')} has not run yet, and is rejected elsewhere (IASO1208).`
}

/** What stays as it was until when, and what a person can do about it. */
export function adviceFor(code: Code, verdict: Verdict): { readonly stays?: string; readonly todo?: string } {
  if (verdict === 'live') return {}
  const stays = STAYS[code]
  return { ...(stays !== undefined && { stays }), ...todoFor(code, verdict) }
}

function todoFor(code: Code, verdict: Verdict): { readonly todo?: string } {
  if (code === 'IASO2002') return { todo: 'answer it in a migration (iaso migration new), or ship a release' }
  if (verdict === 'refused')
    return code.startsWith('IASO216') ? {} : { todo: 'write it in another way, or ship a release' }
  const allow = `--allow ${verdict}`
  return { todo: NO_MIGRATION.test(code) ? allow : `answer it in a migration (iaso migration new), or ${allow}` }
}
