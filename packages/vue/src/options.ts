import { asCurrent } from './setup.js'
import type { Instance, Options } from './vue.js'

const KINDS = ['computed', 'methods', 'inject'] as const

/**
 * Gives an instance the methods and computed values of a name that a patch has put among its component's options, or takes them away. What it had
 * from the start stays: somebody may hold it.
 *
 * @returns whether it has others now
 */
export function renew(instance: Instance, names: readonly string[]): boolean {
  const { ctx, type, appContext, proxy, accessCache } = instance
  if (names.length === 0 || type.__isKeepAlive) return false
  // mixed of what the options were
  appContext.optionsCache.delete(type)
  const layers = [...layersOf(type), ...[...appContext.mixins].reverse().flatMap(each => [...layersOf(each)])]
  let isOther = false
  for (const name of names) {
    const kind = KINDS.find(each => layers.some(options => holds(options[each], name)))
    const own = Object.getOwnPropertyDescriptor(ctx, name)
    if (kind === 'inject' || kind === (own && (own.get ? 'computed' : 'methods'))) continue
    isOther = true
    delete ctx[name]
    delete accessCache?.[name]
    const option = kind && layers.find(options => holds(options[kind], name))?.[kind]?.[name]
    if (kind === 'methods') ctx[name] = (option as Method).bind(proxy)
    else if (option) Object.defineProperty(ctx, name, computedOf(instance, option))
  }
  return isOther
}

type Method = (this: object, ...args: unknown[]) => unknown

/** What wins comes first. */
function* layersOf(options: Options): Generator<Options> {
  yield options
  for (const each of [...(options.mixins ?? [])].reverse()) yield* layersOf(each)
  if (options.extends) yield* layersOf(options.extends)
}

function holds(options: object | undefined, name: string): boolean {
  return Array.isArray(options) ? options.includes(name) : options !== undefined && Object.hasOwn(options, name)
}

/** As Vue has it for its own. */
function computedOf(instance: Instance, option: unknown): PropertyDescriptor {
  const { get = option, set } = option as { get?: Method; set?: Method }
  const { proxy } = instance
  const made = asCurrent(instance, ({ computed }) =>
    computed({ get: () => (get as Method).call(proxy, proxy), set: value => set?.call(proxy, value) }),
  ) as { value: unknown }
  return {
    enumerable: true,
    configurable: true,
    get: () => made.value,
    set: value => {
      made.value = value
    },
  }
}
