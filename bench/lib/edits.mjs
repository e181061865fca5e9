/** Edits that change nothing but that there was an edit: what a patch costs can then be told from what a fix changes. */
import { analyze, parse } from '@iaso/babel-plugin'

/**
 * @param {number} start of the choice; the same always chooses the same
 * @returns ids of `count` functions that have a guard and a body to put a statement into
 */
export function choose(code, count, start = 1) {
  const candidates = editable(code).map(({ id }) => id)
  let state = start
  const chosen = new Set()
  while (chosen.size < Math.min(count, candidates.length)) {
    state = (state * 48271) % 2147483647
    chosen.add(candidates[state % candidates.length])
  }
  return [...chosen]
}

/** Puts a statement without an effect to the head of each function. */
export function edit(code, ids) {
  const wanted = new Set(ids)
  const places = editable(code).filter(({ id }) => wanted.has(id))
  let result = code
  for (const { at } of places.sort((a, b) => b.at - a.at)) result = `${result.slice(0, at)}0;${result.slice(at)}`
  return result
}

function editable(code) {
  const { functions } = analyze(parse(code, 'module', 'program.js').program, 'module', 'program.js')
  return functions.flatMap(({ id, node, layout }) => {
    const { body } = node
    if (layout === undefined || body?.type !== 'BlockStatement') return []
    const last = body.directives.at(-1)
    return [{ id, at: last ? last.end : body.start + 1 }]
  })
}
