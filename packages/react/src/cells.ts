/** `$` and the module's id of six characters, then the function's number. */
const CELL = /\$[\da-z]{7,}/gi

const known = new WeakMap<object, readonly string[]>()

/**
 * The cells that a component's own text reads: a guard stands at a function's head and names a global, which no minifier renames. Of a function the
 * first is its own, the others belong to functions within; a class has one for each of its methods.
 */
export function cellsOf(component: object, isClass: boolean): readonly string[] {
  let cells = known.get(component)
  if (!cells) {
    const found = Function.prototype.toString.call(component).match(CELL) ?? []
    cells = isClass ? found : found.slice(0, 1)
    known.set(component, cells)
  }
  return cells
}
