import { createHash } from 'node:crypto'
import { base62 } from '@iaso/protocol'

/** 12 characters that stand for a text; 71 bits. */
export function digest(text: string, length = 12): string {
  return base62(createHash('sha256').update(text).digest(), length)
}
