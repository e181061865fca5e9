import type { Code } from '@iaso/protocol'

/** Thrown where something can't be emitted; it becomes a finding about the function, whose name is filled in there. */
export class Refusal extends Error {
  constructor(
    readonly code: Code,
    readonly args: Readonly<Record<string, string>>,
  ) {
    super(code)
  }
}

/** A name of `from` that can't be reached from a patch. */
export function unreachable(name: string, from: string): Refusal {
  return /^(import|require)\b/.test(name)
    ? new Refusal('IASO2111', { what: name })
    : new Refusal('IASO2106', { name, from })
}

export function unreachablePrivate(name: string): Refusal {
  return new Refusal('IASO2112', { name: `#${name}` })
}

/** A constructor of a derived class whose guard can't be split where it calls `super(…)`. */
export function noPlainSuper(name: string, detail: string): Refusal {
  return new Refusal('IASO2003', { name, detail })
}
