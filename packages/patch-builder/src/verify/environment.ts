import type { Findings } from '../findings.js'
import { PACKAGE } from '../installed.js'
import type { Program } from '../program.js'

const STYLE_OR_ASSET =
  /\.(css|scss|sass|less|styl|stylus|pcss|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|wasm|mp[34]|webm|txt|html)(\?|$)|[?&]type=style/

export function isStyleOrAsset(path: string): boolean {
  return STYLE_OR_ASSET.test(path)
}

/** A package that the release doesn't have travels in the patch; one that isn't asked for any more is still there. */
function differs(name: string, before: string | undefined, after: string | undefined): boolean {
  const isOneSided = before === undefined || after === undefined
  return before !== after && !(name.startsWith(PACKAGE) && isOneSided)
}

/** Versions say more than that they differ; digests don't. */
function describe(name: string, before = '', after = ''): string {
  return /^\d/.test(before) && /[.]|^\d+$/.test(before) ? `${name} (${before} → ${after})` : name
}

/** What the comparison of sources can't see: tools, definitions, and modules without guards. */
export function verifyEnvironment({ input, mapping }: Program, findings: Findings): void {
  const names = [...new Set([...Object.keys(mapping.toolchain), ...Object.keys(input.toolchain)])]
    .filter(name => differs(name, mapping.toolchain[name], input.toolchain[name]))
    .map(name => describe(name, mapping.toolchain[name], input.toolchain[name]))
  if (names.length > 0) findings.add('changed', 'environment', 'IASO2102', null, { names: names.sort().join(', ') })
  for (const [path, digest] of Object.entries(input.unguarded)) {
    const before = mapping.unguarded[path]
    if (before === digest) continue
    if (isStyleOrAsset(path)) findings.add(before === undefined ? 'added' : 'changed', path, 'IASO3009', null, { path })
    else if (before !== undefined) findings.add('changed', path, 'IASO2101', null, { path })
  }
  for (const path of Object.keys(mapping.modules)) {
    const isGone = input.modules[path] === undefined && mapping.modules[path]?.addedBy === undefined
    if (!isGone) continue
    if (input.unguarded[path] !== undefined) findings.add('changed', path, 'IASO2101', null, { path })
    else findings.edit('removed', path)
  }
}
