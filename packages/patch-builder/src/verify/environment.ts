import type { Findings } from '../findings.js'
import type { Program } from '../program.js'

const STYLE_OR_ASSET =
  /\.(css|scss|sass|less|styl|stylus|pcss|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|wasm|mp[34]|webm|txt|html)(\?|$)|[?&]type=style/

export function isStyleOrAsset(path: string): boolean {
  return STYLE_OR_ASSET.test(path)
}

/** What the comparison of sources can't see: tools, definitions, and modules without guards. */
export function verifyEnvironment({ input, mapping }: Program, findings: Findings): void {
  const names = [...new Set([...Object.keys(mapping.toolchain), ...Object.keys(input.toolchain)])].filter(
    name => mapping.toolchain[name] !== input.toolchain[name],
  )
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
