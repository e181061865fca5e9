import { REALM_DEFINE } from '@iaso/build/load'
import { define } from '@iaso/runtime/copies'

/** What guarded modules of this thread announce themselves with. */
export function provideDefine(): void {
  Object.defineProperty(globalThis, REALM_DEFINE, { value: define, configurable: true })
}
