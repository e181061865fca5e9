import type { NewModule, PatchInput } from '../api.js'
import { hasSvelte } from './svelte.js'

/** Which events Svelte listens to at the top; the last statement of a module. */
const STATEMENT = /^\$\.delegate\(\[(.*)\]\);?$/m
const HEAD = /^(export default function \w+\(\$\$anchor, \$\$props\) \{)/m

/**
 * What a module asks Svelte to listen to when it is loaded, it asks for no more: events that are new are asked for when an instance is made. Asking twice changes nothing.
 */
export function withDelegated(input: PatchInput): PatchInput {
  if (input.drill || !hasSvelte(input.mapping)) return input
  const modules = Object.entries(input.modules).map(([path, module]): [string, NewModule] => {
    const old = input.mapping.modules[path]?.code
    return [path, old === undefined || old === module.code ? module : { ...module, code: written(module.code, old) }]
  })
  return { ...input, modules: Object.fromEntries(modules) }
}

function written(code: string, old: string): string {
  const [before, after] = [old, code].map(text => STATEMENT.exec(text))
  const asked = before?.[1]?.split(', ') ?? []
  const added = (after?.[1]?.split(', ') ?? []).filter(each => !asked.includes(each))
  if (before?.[0] === after?.[0] || (added.length > 0 && !HEAD.test(code))) return code
  const rest = after ? code.replace(STATEMENT, () => before?.[0] ?? '') : `${code}\n\n${before?.[0]}`
  return added.length > 0 ? rest.replace(HEAD, `$1 $.delegate([${added.join(', ')}]);`) : rest
}
