import { createHash } from 'node:crypto'
import { base62, FINGERPRINT_LENGTH, MODULE_ID_LENGTH } from '@iaso/protocol'

/** 12 characters that stand for a text; 71 bits. */
export function digest(text: string, length = 12): string {
  return base62(createHash('sha256').update(text).digest(), length)
}

/** Of a module's plain code; stands in its registration, and in every part of a patch that is meant for it. */
export function fingerprint(code: string): string {
  return digest(code, FINGERPRINT_LENGTH)
}

/** Depends on the path alone, so that one more module changes the ids of no other, in whatever order the bundler visits them. */
export function moduleId(app: string, salt: string, path: string): string {
  return digest(`${app}\0${salt}\0${path}`, MODULE_ID_LENGTH)
}
