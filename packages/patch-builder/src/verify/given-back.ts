import type { Initialised } from '../compare/initialised.js'
import type { Unset } from '../compare/unset.js'
import type { Findings } from '../findings.js'
import type { Pair } from '../program.js'

/** Says which instances lack what the new constructor, or the release's, sets; answers what they are given. */
export function givenBack(all: readonly Unset[], pair: Pair, findings: Findings): Initialised[] {
  return all.flatMap((unset): Initialised[] => {
    const { name, key, fn, now, released } = unset
    const edited = `${pair.path}#${name}`
    for (const [code, args] of said(unset)) findings.add('changed', edited, code, fn.node, args)
    const [value, back] = [now, released].map(each => (each === 'unknown' ? undefined : each))
    return value || back ? [{ name, key, value, released: back }] : []
  })
}

function* said({ name, key: field, now, released }: Unset) {
  if (now === 'unknown') yield ['IASO3027', { name, field }] as const
  else if (now) yield ['IASO3020', { name, field }] as const
  if (released === 'unknown') yield ['IASO3026', { name, field }] as const
  else if (released) yield ['IASO3025', { name, field }] as const
}
