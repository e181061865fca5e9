import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import type { StyleChange } from '../carried.js'
import type { Program } from '../program.js'
import { FOLDER } from './files.js'
import { CONTEXT, OWN } from './keep.js'

/** The part that changes style sheets; nothing if none changed. */
export function emitStyles({ input, mapping }: Program): t.Expression[] {
  const changes = input.carried?.styles ?? []
  if (changes.length === 0) return []
  const list = t.arrayExpression(
    changes.map(change => styleOf(change, change.module && mapping.modules[change.module]?.id)),
  )
  const swap = t.callExpression(parseExpression(SWAP), [t.identifier(CONTEXT), t.identifier(FOLDER), list])
  const link = t.arrowFunctionExpression(
    [t.identifier(CONTEXT)],
    t.objectExpression([t.objectProperty(t.stringLiteral(''), swap)]),
  )
  return [t.arrayExpression([t.identifier(OWN), t.stringLiteral(''), link])]
}

function styleOf({ replaces, file, integrity }: StyleChange, module: string | undefined): t.Expression {
  return t.arrayExpression([replaces, file, integrity, module ?? ''].map(text => t.stringLiteral(text)))
}

/**
 * The client has loaded the new style sheets, each right behind the one whose place it takes, and switched them off: now they change places, in
 * the same turn as the code. `sheet.disabled` and not the element's property, which would load the style sheet again.
 *
 * A style sheet that the page loads later is led to the new file before it is fetched; a twin with the release's file is there for the way back.
 * A worker has no styles.
 */
const SWAP = `(($c, folder, list) => {
  const page = globalThis.document
  if (!page) return []
  const twins = new Map()
  const linksTo = test => [...page.querySelectorAll('link[rel~=stylesheet]')].filter(({ href }) => test(href))
  const isOf = (href, file) => new URL(href).pathname.endsWith('/' + file)
  const isLoaded = id => {
    try { return $c.table(id) } catch (error) { if (error.code !== 'IASO1205') throw error }
  }
  const pairs = list.flatMap(([replaces, file, , module]) => {
    const links = linksTo(href => isOf(href, replaces)).filter(({ sheet }) => sheet)
    const own = linksTo(href => href === folder + file).filter(({ sheet }) => sheet)
    if (module && isLoaded(module) && !links.length) throw { code: 'IASO1220', args: [replaces] }
    if (own.length < links.length) throw { code: 'IASO1221', args: [file] }
    return links.map((link, at) => [link, own[at]])
  })
  const put = (link, on) => { if (link.sheet) link.sheet.disabled = !on }
  const swap = on => {
    for (const [link, own] of [...pairs, ...twins]) {
      put(own, on)
      put(link, !on)
    }
  }
  const lead = link => {
    const found = link.href && list.find(([replaces]) => isOf(link.href, replaces))
    if (!found || link.sheet || twins.has(link) || !link.relList.contains('stylesheet') ) return
    const { href, media, integrity } = link
    const twin = link.cloneNode()
    link.integrity = found[2]
    link.crossOrigin = 'anonymous'
    link.href = folder + found[1]
    twin.media = 'not all'
    twin.onload = () => {
      twin.onload = null
      put(twin, !isOn)
      twin.media = media
      put(link, isOn)
    }
    twins.set(twin, link)
    link.addEventListener('load', () => link.after(twin), { once: true })
  }
  let isOn = false
  const observer = new MutationObserver(records => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (node.localName === 'link') lead(node)
  })
  return [on => {
    isOn = on
    swap(on)
    if (!on) return observer.disconnect()
    for (const link of linksTo(() => true)) lead(link)
    observer.observe(page.head, { childList: true })
  }]
})`
