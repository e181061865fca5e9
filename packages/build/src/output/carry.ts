import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Carried, StyleChange } from '@iaso/patch-builder'
import { IasoError, type Mapping } from '@iaso/protocol'
import { contentDigest } from '../identity.js'
import { digestsOf, type Output } from './output.js'
import type { Renames } from './renames.js'

const URL_IN_STYLE = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)/g
const ELSEWHERE = /^(?:[a-z][a-z\d+.-]*:|\/\/|#|$)/i

/** The files that travel with a patch: style sheets that differ from the release's, and what the release doesn't have. */
export class Cargo implements Carried {
  /** By name in the folder beside the patch. */
  readonly files = new Map<string, string | Uint8Array>()
  readonly styles: readonly StyleChange[]
  /** Why styles can't travel; undefined: they do. */
  readonly obstacle: string | undefined
  private readonly digests: ReadonlyMap<string, string>

  constructor(
    private readonly mapping: Mapping,
    private readonly output: Output,
    private readonly renames: Renames,
  ) {
    this.digests = digestsOf(output)
    const compared = this.compareStyles()
    this.obstacle = typeof compared === 'string' ? compared : undefined
    this.styles = typeof compared === 'string' ? [] : compared
  }

  place(name: string): { readonly address: string } | { readonly travels: string } {
    const { base, files = {} } = this.mapping.output ?? {}
    if (base !== undefined && base === this.output.base && files[name] === this.digests.get(name))
      return { address: base + name }
    return { travels: this.pack(name) }
  }

  private pack(name: string): string {
    const content = this.output.files.get(name)
    if (content === undefined) throw new IasoError('IASO2116', { detail: `the build has no file ${name}` })
    const packed = `${this.digests.get(name)}-${posix.basename(name)}`
    this.files.set(packed, content)
    return packed
  }

  private compareStyles(): StyleChange[] | string {
    const { output: released } = this.mapping
    const { styles } = this.output
    if (released === undefined) return 'the release was built without a record of its files'
    if (styles === undefined) return 'a plugin of the build does something of its own with styles'
    for (const [key, { file }] of styles)
      if (!Object.hasOwn(released.styles, key)) return `the release has no style sheet that ${file} could replace`
    try {
      return Object.entries(released.styles).flatMap(([key, replaces]) =>
        this.compareStyle(key, replaces, released.files),
      )
    } catch (error) {
      if (error instanceof Unplaced) return error.message
      throw error
    }
  }

  private compareStyle(key: string, replaces: string, released: Readonly<Record<string, string>>): StyleChange[] {
    const sheet = this.output.styles?.get(key)
    const text = sheet === undefined ? '' : this.renames.in(textOf(this.output.files.get(sheet.file)))
    if (contentDigest(text) === released[replaces]) return []
    const content = sheet === undefined ? text : this.withAddresses(text, sheet.file)
    const file = `${contentDigest(content)}-${posix.basename(replaces)}`
    this.files.set(file, content)
    const integrity = `sha256-${createHash('sha256').update(content).digest('base64')}`
    const module = sheet?.module
    return [{ key, file, replaces, integrity, ...(module !== undefined && { module }) }]
  }

  /** The style sheet stands in another folder now, beside what travels with it. */
  private withAddresses(text: string, sheet: string): string {
    return text.replace(URL_IN_STYLE, (whole, double?: string, single?: string, bare?: string) => {
      const address = double ?? single ?? bare ?? ''
      if (ELSEWHERE.test(address)) return whole
      const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(address) ?? []
      const name = this.nameOf(path, sheet)
      if (name !== undefined && this.output.files.has(name)) {
        const place = this.place(name)
        return 'address' in place ? whole : `url("${place.travels}${rest}")`
      }
      if (address.startsWith('/')) return whole
      throw new Unplaced(`${sheet} mentions ${address}, which is not a file of the build`)
    })
  }

  private nameOf(path: string, sheet: string): string | undefined {
    const { base } = this.output
    if (!path.startsWith('/')) return decodeURI(posix.join(posix.dirname(sheet), path))
    return base !== undefined && path.startsWith(base) ? decodeURI(path.slice(base.length)) : undefined
  }
}

/** A style sheet mentions what nobody knows the place of. */
class Unplaced extends Error {}

function textOf(content: string | Uint8Array | undefined): string {
  return typeof content === 'string' ? content : Buffer.from(content ?? '').toString()
}
