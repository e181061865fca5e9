import { selfPatch } from '@iaso/patch-builder'
import { cellName } from '@iaso/protocol'
import { inlineMap } from '../inline-map.js'
import { guardLoaded, type LoadedModule } from '../loaded.js'
import type { Project } from '../project.js'
import type { DrillLine } from './log.js'
import { recordCalls, startDrill } from './realm.js'

export interface Drilled {
  readonly code: string
  readonly map: object | undefined
  /** For the log. */
  readonly line: Extract<DrillLine, { module: string }>
}

export interface DrillPlace {
  /** What stacks call the patch. */
  readonly name: string
  /** File that takes the calls; a page has none. */
  readonly log: string | undefined
}

/**
 * Guards a module and patches every function of it with itself, from before its first line on.
 *
 * @throws IasoError IASO1104 it has to stay as it is; IASO1105 it has guards already.
 */
export function drillLoaded(project: Project, loaded: LoadedModule, { name, log }: DrillPlace): Drilled {
  const start = `$drill${project.moduleId(loaded.path)}`
  const { module, output } = guardLoaded(project, loaded, start)
  const { path, id, code, format, map, fingerprint, record } = module
  const { link, cells, functions, left } = selfPatch({ path, id, code, format, map, fingerprint, record })
  const line = {
    module: path,
    functions: Object.fromEntries(functions),
    left: left.map(({ key, finding: { code, args } }) => ({ key, code, args })),
  }
  const own = cellNames(id, record.functions.length)
  const patch =
    link && `(0,eval)(${JSON.stringify(script(link, cellNames(id, cells), id, { name, log, path }))})(${setters(own)})`
  // Behind the module's own code, whose places stay: both are hoisted.
  return {
    code: `${output.code}\n${variables(own)}function ${start}(){return ${patch ?? '()=>{}'}}\n`,
    map: output.map,
    line,
  }
}

interface Link {
  readonly code: string
  readonly map: object
}

/**
 * `module's setters => registrar`. It is evaluated in the realm's global scope, as a patch script is: the patch finds nothing of the module but by the
 * scope table.
 */
function script(
  link: Link,
  cells: readonly string[],
  id: string,
  { name, log, path }: DrillPlace & { path: string },
): string {
  const called = log === undefined ? '()=>{}' : `(${recordCalls})(${JSON.stringify(log)},${JSON.stringify(path)})`
  const start = `([link,own],start,called)=>module=>start("$${id}",link,[module,own],called)`
  const patch = `(()=>{${variables(cells)}return[\n${link.code}\n,${setters(cells)}]})()`
  const { mappings } = link.map as { readonly mappings: string }
  // The patch begins with the second line; what follows it is nobody's.
  const map = { ...link.map, mappings: `;${mappings};A` }
  return `(${start})(${patch},${startDrill},${called})\n//# sourceURL=${name}\n${inlineMap(map)}`
}

function variables(names: readonly string[]): string {
  return names.length > 0 ? `var ${names.join()};` : ''
}

function setters(names: readonly string[]): string {
  return `[${names.map(name => `v=>{${name}=v}`).join()}]`
}

function cellNames(id: string, count: number): string[] {
  return Array.from({ length: count }, (_, cell) => cellName(id, cell))
}
