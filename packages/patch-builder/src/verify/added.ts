import { contains } from '@iaso/babel-plugin'
import { mayRun } from '../compare/late.js'
import { postOrder } from '../order.js'
import type { Program } from '../program.js'

/**
 * An ES module that the patch brings is evaluated before any cell is set.
 *
 * @param edited paths of the modules that the patch changes
 * @returns the module whose old code its top level may run
 */
export function runsOldCode(program: Program, path: string, edited: ReadonlySet<string>): string | undefined {
  const module = program.next(path)
  if (module.format === 'commonjs') return undefined
  const running = module.program.body.filter(statement => mayRun(statement, module))
  const imported = [...module.references.values()].flatMap(({ node, fn, binding }) => {
    const runs = fn === null || fn.kind === 'static-block' || fn.kind === 'field'
    if (!runs || binding?.imported === undefined || !running.some(statement => contains(statement, node))) return []
    return program.resolve(path, binding.imported.source) ?? []
  })
  const imports = (from: string) => Object.values(program.input.modules[from]?.resolutions ?? {})
  return imported.find(each => postOrder([each], imports).some(reached => edited.has(reached)))
}
