import type { Code, EditKind } from '@iaso/protocol'
import { type Definition, differences, isDefinition } from '../definitions.js'
import type { Findings } from '../findings.js'
import { PACKAGE } from '../installed.js'
import type { Program } from '../program.js'

const PAGE = /\.html?(\?|$)/
const STYLE_OR_ASSET =
  /\.(css|scss|sass|less|styl|stylus|pcss|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|wasm|mp[34]|webm|txt)(\?|$)|[?&]type=style/
const STYLE = /\.(css|scss|sass|less|styl|stylus|pcss|sss)(\?(?!.*\b(?:raw|url|inline)\b)|$)|[?&]type=style/
/** Who builds with another one builds for somebody else; a package that is loaded stays the one that it is. */
const FIXED = /^(iaso|mode|NODE_ENV|package .*|package\.json .*)$/
/** Read when a process starts. */
const AT_START = /^\.env/
/** Values under such names stay out of reports, which are often public. */
const SECRET = /secret|token|passw|credential|private|(^|_)key($|_)|auth/i

export function isStyleOrAsset(path: string): boolean {
  return STYLE_OR_ASSET.test(path) || PAGE.test(path)
}

/** What the comparison of sources can't see: tools, definitions, and modules without guards. */
export function verifyEnvironment(program: Program, findings: Findings): void {
  verifyTools(program, findings)
  for (const definition of program.definitions.changed) verifyDefinition(definition, program, findings)
  verifyUnguarded(program, findings)
}

function verifyTools({ input, mapping }: Program, findings: Findings): void {
  for (const name of differences(mapping.toolchain, input.toolchain)) {
    const [before, after] = [mapping.toolchain[name], input.toolchain[name]]
    if (isDefinition(name) || isOneSided(name, before, after)) continue
    findings.add('changed', name, codeOf(name), null, { name, ...onlyDifferent(before, after) })
  }
}

/** A package that the release doesn't have travels in the patch; one that isn't asked for any more is still there. */
function isOneSided(name: string, before: string | undefined, after: string | undefined): boolean {
  return name.startsWith(PACKAGE) && (before === undefined || after === undefined)
}

function codeOf(name: string): Code {
  if (FIXED.test(name)) return 'IASO2102'
  return AT_START.test(name) ? 'IASO3035' : 'IASO3032'
}

/** Of two lists, what the other doesn't have: a project has dozens of plugins. */
function onlyDifferent(before = '', after = ''): { before: string; after: string } {
  const [old, next] = [before.split(','), after.split(',')]
  const rest = (list: readonly string[], other: readonly string[]) =>
    list.filter(each => !other.includes(each)).join(', ')
  const [was, is] = [rest(old, next), rest(next, old)]
  return was === is ? { before, after } : { before: was || 'none', after: is || 'none' }
}

/** Guarded modules are compared with the value in them; of others only their files are. */
function verifyDefinition(definition: Definition, { input }: Program, findings: Findings): void {
  const { name, readers } = definition
  const values = { name, before: shown(name, definition.before), after: shown(name, definition.after) }
  const guarded = readers.filter(path => input.modules[path] !== undefined)
  const said = guarded.length === 0 ? 'no guarded module reads it' : `read in ${listed(guarded)}`
  findings.add('changed', name, 'IASO3033', null, { ...values, readers: said })
  for (const path of readers)
    if (input.modules[path] === undefined) findings.add('changed', path, 'IASO2165', null, { ...values, path })
}

function shown(name: string, code: string | undefined): string {
  if (code === undefined) return 'nothing'
  if (SECRET.test(name)) return '(not shown)'
  return code.length > 40 ? `${code.slice(0, 39)}…` : code
}

function verifyUnguarded({ input, mapping }: Program, findings: Findings): void {
  for (const [path, digest] of Object.entries(input.unguarded)) {
    const before = mapping.unguarded[path]
    // assets whose address is a constant are compared as such
    if (before === digest || (mapping.modules[path]?.value && input.modules[path])) continue
    const kind = before === undefined ? 'added' : 'changed'
    if (PAGE.test(path)) findings.add(kind, path, 'IASO3034', null, { path })
    else if (isStyleOrAsset(path)) verifyCarried(kind, path, input, findings)
    else if (before !== undefined) findings.add('changed', path, 'IASO2101', null, { path })
  }
  for (const path of Object.keys(mapping.unguarded))
    if (STYLE.test(path) && input.unguarded[path] === undefined) verifyCarried('removed', path, input, findings)
  for (const path of Object.keys(mapping.modules)) {
    const isGone = input.modules[path] === undefined && mapping.modules[path]?.addedBy === undefined
    if (!isGone) continue
    if (input.unguarded[path] !== undefined) findings.add('changed', path, 'IASO2101', null, { path })
    else findings.edit('removed', path)
  }
}

/** Styles travel as the style sheets that they are a part of. */
function verifyCarried(kind: EditKind, path: string, input: Program['input'], findings: Findings): void {
  const { carried } = input
  const isStyle = STYLE.test(path)
  if (input.isServer && isStyle) findings.add(kind, path, 'IASO3092', null, { path })
  else if (isStyle && carried !== undefined && carried.obstacle === undefined) findings.edit(kind, path)
  else if (input.modules[path] === undefined) {
    const detail =
      (isStyle ? carried?.obstacle : 'its address is no constant') ?? 'the host tells nothing of its output'
    findings.add(kind, path, 'IASO3009', null, { path, importers: importersOf(path, input), detail })
  }
}

function importersOf(path: string, { modules }: Program['input']): string {
  const importers = Object.keys(modules).filter(from => Object.values(modules[from]?.resolutions ?? {}).includes(path))
  return importers.length === 0 ? 'no guarded module imports it' : `imported by ${listed(importers)}`
}

function listed(paths: readonly string[]): string {
  const [first, second, ...more] = paths
  return more.length > 1 ? `${first}, ${second} and ${more.length} more` : paths.join(', ')
}
