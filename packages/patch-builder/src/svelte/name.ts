import { digest } from '@iaso/babel-plugin'
import { tellInstances } from './tell.js'

/** `var root_1 = $.from_html(`…`, 1);`, as Svelte's compiler prints it at the top level. */
const TEMPLATE = /^(var root(?:_\d+)? = \$\.from_html\((`(?:[^`\\]|\\[\s\S])*`))(, \d+)?\);$/gm

/** Has a component that Svelte compiled tell the adapter what it makes. */
export function tellSvelte(code: string, moduleId: string): string {
  return tellInstances(nameTemplates(code, moduleId))
}

/**
 * Gives each template of a component a name, made of what is in it, which its copies on the page carry: Svelte passes over the argument, its adapter doesn't.
 */
function nameTemplates(code: string, moduleId: string): string {
  return code.replace(
    TEMPLATE,
    (_, head: string, content: string, flags = ', 0') => `${head}${flags}, '${moduleId}${digest(content, 4)}');`,
  )
}
