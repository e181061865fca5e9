import type { Problem } from './result.js'

/** The way to reject from anywhere below `apply`: the last digit of an IASO120x, and what the text has in braces, in its order. */
export function fault(digit: number, ...args: string[]): never {
  throw { code: `IASO120${digit}`, args } satisfies Problem
}
