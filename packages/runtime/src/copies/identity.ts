/*
 * A copy's id is that of its module, with the first two characters moved into another alphabet. So it says which module it is a copy of, everything that
 * begins with the module's id (names of cells, keys of what patches keep) is the copy's own as soon as the id is exchanged, and since it is as long, no
 * column moves.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const PAIRS = DIGITS.length ** 2
/** The ideographs: any of them may stand in an identifier, and is one UTF-16 unit. */
const FIRST = 0x4e00
const COUNT = 0x5000

/** @param number - one that no other copy of the module has; below 100,000 */
export function copyId(id: string, number: number): string {
  const pair = DIGITS.indexOf(id[0] as string) * DIGITS.length + DIGITS.indexOf(id[1] as string)
  const value = number * PAIRS + pair
  return String.fromCharCode(FIRST + Math.floor(value / COUNT), FIRST + (value % COUNT)) + id.slice(2)
}

/** The module of which this is a copy; nothing for a module's own id. */
export function originalId(id: string): string | undefined {
  const [high, low] = [id.charCodeAt(0) - FIRST, id.charCodeAt(1) - FIRST]
  if (!(high >= 0 && low >= 0)) return undefined
  const pair = (high * COUNT + low) % PAIRS
  return `${DIGITS[Math.floor(pair / DIGITS.length)]}${DIGITS[pair % DIGITS.length]}${id.slice(2)}`
}
