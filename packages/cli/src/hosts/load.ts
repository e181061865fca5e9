import { loadConfig } from 'rolldown/config'

/** What a configuration file exports, called with `args` if it is a function; a list, where it is several. */
export async function loadConfigurations(file: string, args: readonly unknown[]): Promise<object[] | undefined> {
  try {
    const exported: unknown = await loadConfig(file)
    const list = [exported].flat().map(each => (typeof each === 'function' ? (each as Call)(...args) : each))
    return (await Promise.all(list)).flat().filter(each => typeof each === 'object' && each !== null) as object[]
  } catch {
    // It may count on more than its host's command gives it. That will say so better.
    return undefined
  }
}

type Call = (...args: readonly unknown[]) => unknown

/** Plugins may be nested in lists, be promises, or be switched off with `false`. */
export async function pluginsOf(configurations: readonly object[]): Promise<object[]> {
  const lists = configurations.map(each => (each as { plugins?: unknown }).plugins)
  const resolve = async (value: unknown): Promise<unknown[]> => {
    const known = await value
    return Array.isArray(known) ? (await Promise.all(known.map(resolve))).flat() : [known]
  }
  const plugins = (await Promise.all(lists.map(resolve))).flat()
  return plugins.filter(each => typeof each === 'object' && each !== null) as object[]
}
