/** Extensions of the files that loaders make styles of. */
export const STYLES = '(?:css|less|s[ac]ss|styl(?:us)?|pcss|postcss)'

const STYLE = new RegExp(`\\.${STYLES}(?:\\?|$)`)

/** @param id of a module, or its file */
export function isStyle(id: string): boolean {
  return STYLE.test(id)
}
