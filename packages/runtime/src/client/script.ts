import { runtime } from '../registry.js'
import type { Load } from './options.js'
import { loadStyles } from './styles.js'

/** A policy's name can be taken once a page, so the copies of the client share what they made of it. */
interface Policies {
  policy?: { createScriptURL(url: string): string } | undefined
}

interface TrustedTypes {
  createPolicy(name: string, rules: Required<Policies>['policy']): Policies['policy']
}

/** A classic script element: the browser verifies it before it runs, under `script-src 'self'` and Trusted Types (policy `iaso`). */
export const loadScript: Load = async (url, { integrity, styles }, { nonce }) => {
  // Names in a manifest are relative to it, and the script is beside it.
  if (styles) await loadStyles(styles, url, nonce)
  return new Promise<void>((resolve, reject) => {
    const script = document.createElement('script')
    script.onload = () => resolve()
    script.onerror = reject
    script.integrity = integrity
    script.crossOrigin = 'anonymous'
    if (nonce) script.nonce = nonce
    script.src = toScriptUrl(url)
    document.head.append(script)
    script.remove()
  })
}

export function toScriptUrl(url: string): string {
  const shared = runtime as Policies
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  shared.policy ??= trustedTypes?.createPolicy('iaso', { createScriptURL: text => text })
  return shared.policy?.createScriptURL(url) ?? url
}
