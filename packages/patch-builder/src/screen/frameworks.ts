import * as t from '@babel/types'
import { type Fn, type Module, oncePerModule } from '@iaso/babel-plugin'
import type { Program } from '../program.js'
import { isRendered } from '../verify/hooks.js'
import { isComponent } from './components.js'

/** What makes elements of a page out of an application's functions, and calls them when it likes. */
export type Framework = 'React' | 'Preact' | 'Solid' | 'Lit' | 'Angular'

/** By what is imported; what only writes markup into a text has no screen. */
const SOURCES: readonly (readonly [Framework, RegExp])[] = [
  ['Preact', /^(?:preact|@preact\/compat)(?:\/|$)/],
  // `@emotion/react/jsx-runtime`, too
  ['React', /^(?:@[\w-]+\/)?react(?:-[\w-]+)?(?:\/|$)/],
  ['Solid', /^solid-js(?:\/|$)/],
  ['Lit', /^(?:lit|lit-html|lit-element)(?:\/|$)/],
  ['Angular', /^@angular\/core(?:\/|$)/],
]

/** A module without any of these renders with none of them; asked before it is parsed. */
export const MENTION = /["'](?:(?:@[\w-]+\/)?(?:preact|react)|@preact|@angular|solid-js|lit)["'/-]/

/** The framework that a module's functions render with. */
export function frameworkOf(module: Module, { input, mapping }: Program): Framework | undefined {
  const resolutions = (input.modules[module.path] ?? mapping.modules[module.path])?.resolutions ?? {}
  for (const source of sourcesOf(module)) {
    const found = SOURCES.find(([, pattern]) => pattern.test(source))?.[0]
    // an alias leads there
    if (found !== undefined) return /(?:^|\/)preact\//.test(resolutions[source] ?? '') ? 'Preact' : found
  }
  return undefined
}

const RENDERER =
  /(?:^|\/)(?:react-dom|preact|solid-js|lit|lit-html|lit-element|@angular\/(?:platform-browser|core))(?:\/|$)/

/** It puts elements on a page itself: a library that others render with has React, and not what renders. */
export function hasRenderer({ input }: Program): boolean {
  const specifiers = Object.values(input.modules).flatMap(({ resolutions }) => Object.keys(resolutions))
  return [...specifiers, ...Object.keys(input.unguarded)].some(path => RENDERER.test(path))
}

/** It is called when something renders, or a part of it. */
export function renders(fn: Fn, module: Module, framework: Framework): boolean {
  switch (framework) {
    case 'React':
    case 'Preact':
      return fn.class === null ? isComponent(fn, module) || isRendered(fn, module) : isRenderMethod(fn)
    case 'Solid':
      return fn.parent === null && mentions(fn, module, SOLID)
    case 'Lit':
      return isRenderMethod(fn) || makesTemplate(fn)
    case 'Angular':
      return isOfDefinition(fn)
  }
}

const SOLID = /^solid-js(?:\/web)?$/

/** As Angular's compiler writes it: `static ɵcmp = ɵɵdefineComponent({ template: function App_Template(rf, ctx) { … } })`. */
function isOfDefinition({ node, kind, name }: Fn): boolean {
  if (kind === 'field') return name.includes('ɵ')
  const [first] = 'params' in node ? node.params : []
  return t.isIdentifier(first, { name: 'rf' })
}

function mentions({ node }: Fn, module: Module, pattern: RegExp): boolean {
  let found = false
  t.traverseFast(node, at => {
    const source = at.type === 'Identifier' ? module.references.get(at)?.binding?.imported?.source : undefined
    if (source !== undefined && pattern.test(source)) found = true
  })
  return found
}

export function isRenderMethod({ class: own, node }: Fn): boolean {
  return own !== null && 'key' in node && t.isIdentifier(node.key as t.Node, { name: 'render' })
}

function makesTemplate({ node }: Fn): boolean {
  let found = false
  t.traverseFast(node, at => {
    if (at.type === 'TaggedTemplateExpression' && t.isIdentifier(at.tag) && /^(?:html|svg)$/.test(at.tag.name))
      found = true
  })
  return found
}

const sourcesOf = oncePerModule((module): readonly string[] => [...importedBy(module), ...requiredBy(module)])

function importedBy({ program }: Module): string[] {
  return program.body.flatMap(node => (node.type === 'ImportDeclaration' ? node.source.value : []))
}

function requiredBy({ program, format }: Module): string[] {
  const sources: string[] = []
  if (format === 'module') return sources
  t.traverseFast(program, node => {
    if (node.type !== 'CallExpression' || !t.isIdentifier(node.callee, { name: 'require' })) return
    const [source] = node.arguments
    if (t.isStringLiteral(source)) sources.push(source.value)
  })
  return sources
}
