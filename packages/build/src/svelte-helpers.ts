/** What markup and scripts of components come to most often, by the names that Svelte's compiler has for it. */
const HELPERS =
  'append bind_checked bind_this bind_value child comment delegate delegated derived each event first_child from_html get if key next only_child pop prop proxy push remove_input_defaults reset set set_attribute set_class set_style set_text set_value sibling snippet state template_effect text update user_effect user_pre_effect'

const MOUNTS = /\bimport\s*\{[^}]*\b(?:mount|hydrate)\b[^}]*\}\s*from\s*["']svelte["']/

/** The component that SvelteKit writes, which all pages are in. */
const ROOT = /[\\/]generated[\\/]root\.svelte$/

/**
 * Has the release keep what a fix of a component may be the first to use, and a bundler would leave out: in the module that mounts the application, so that it is there once.
 *
 * @returns nothing: it is another module
 */
export function keepSvelteHelpers(code: string, id: string): string | undefined {
  if (!MOUNTS.test(code) && !ROOT.test(id)) return undefined
  const names = HELPERS.split(' ').map(name => `$iasoSvelte.${name}`)
  return `${code}\nimport * as $iasoSvelte from 'svelte/internal/client'\nvoid [${names.join(', ')}]\n`
}
