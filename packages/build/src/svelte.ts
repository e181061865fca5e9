import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ADAPTER = '@iaso/svelte'

/** What a module of Svelte's must have for the lines behind it to work, and these lines. A function declaration can be given another function. */
interface Hook {
  readonly needs: readonly RegExp[]
  readonly code: string
}

const HOOKS: Readonly<Record<string, Hook>> = {
  'reactivity/effects.js': {
    needs: [
      /^function create_effect\(type, fn/m,
      /^export function template_effect\(/m,
      /^export function component_root\(fn\)/m,
      /^export function effect_root\(fn\)/m,
      /^export function destroy_effect_children\(signal, remove_dom = false\)/m,
      /\bset_active_reaction,/,
      /\bset_active_effect\b/,
      /\bcomponent_context,/,
      /\bactive_effect,/,
      /\bBatch\b.*from '\.\/batch\.js'/,
      /\bset_signal_status\b.*from '\.\/status\.js'/,
    ],
    code: `
import { flushSync as $iasoFlush } from './batch.js'
import { set_component_context as $iasoContext } from '../context.js'
import { set_should_intro as $iasoIntro } from '../render.js'
import { $iasoIntercept } from '../runtime.js'
import { connect as $iasoConnect, effects as $iasoEffects, repeatable as $iasoRepeatable, root as $iasoRoot } from '${ADAPTER}'
create_effect = $iasoEffects(create_effect)
template_effect = $iasoRepeatable(template_effect)
component_root = $iasoRoot(component_root, () => active_effect)
effect_root = $iasoRoot(effect_root, () => active_effect)
$iasoConnect({
  status: set_signal_status,
  flush(effects) {
    const batch = Batch.ensure()
    for (const effect of effects) batch.schedule(effect)
    $iasoFlush()
  },
  destroy: destroy_effect_children,
  within(effect, context, make) {
    const before = [active_effect, active_reaction, component_context]
    set_active_effect(effect)
    set_active_reaction(null)
    $iasoContext(context)
    $iasoIntro(false)
    try {
      make()
    } finally {
      set_active_effect(before[0])
      set_active_reaction(before[1])
      $iasoContext(before[2])
      $iasoIntro(true)
    }
  }
}, wrap => $iasoIntercept(wrap))
`,
  },
  'context.js': {
    needs: [
      /^export function push\(props, runes = false, fn\)/m,
      /^export function pop\(component\)/m,
      /^export function set_component_context\(context\)/m,
      /^export function is_runes\(\)/m,
      /\br: \/\*\* @type \{Effect\} \*\/ \(active_effect\)/,
    ],
    code: `
import { hydrate_node as $iasoNode, hydrating as $iasoHydrating } from './dom/hydration.js'
import { entering as $iasoEntering, leaving as $iasoLeaving } from '${ADAPTER}'
const $iasoHydrated = () => $iasoHydrating ? $iasoNode : null
push = $iasoEntering(push, () => component_context, is_runes, $iasoHydrated)
pop = $iasoLeaving(pop, () => component_context, $iasoHydrated)
`,
  },
  'render.js': { needs: [/^export function set_should_intro\(value\)/m], code: '' },
  'reactivity/sources.js': {
    needs: [/^export function state\(v, stack\)/m, /\bcomponent_context\b.*from '\.\.\/context\.js'/],
    code: `
import { keeping as $iasoKeeping } from '${ADAPTER}'
state = $iasoKeeping(state, () => component_context)
`,
  },
  'proxy.js': {
    needs: [/^export function proxy\(value\)/m],
    code: `
import { component_context as $iasoContext } from './context.js'
import { keeping as $iasoKeeping } from '${ADAPTER}'
proxy = $iasoKeeping(proxy, () => $iasoContext)
`,
  },
  'runtime.js': {
    needs: [/^export function is_dirty\(reaction\)/m],
    code: '\nexport function $iasoIntercept(wrap) { is_dirty = wrap(is_dirty) }\n',
  },
  'dom/template.js': {
    needs: [
      /^export function from_html\(content, flags\)/m,
      /\bhydrating\b.*from '\.\/hydration\.js'/,
      /\bcreate_fragment_from_html\b.*from '\.\/reconciler\.js'/,
    ],
    code: `
import { templates as $iasoTemplates } from '${ADAPTER}'
from_html = $iasoTemplates(from_html, () => hydrating, create_fragment_from_html)
`,
  },
  'dom/blocks/if.js': repeatable('if_block'),
  'dom/blocks/each.js': repeatable('each'),
}

function repeatable(name: string): Hook {
  return {
    needs: [new RegExp(`^export function ${name}\\(`, 'm')],
    code: `\nimport { repeatable as $iasoRepeatable } from '${ADAPTER}'\n${name} = $iasoRepeatable(${name})\n`,
  }
}

/** Modules of Svelte's that the adapter needs a hand in. */
export const SVELTE_HOOKED = new RegExp(
  `^(.*[\\\\/]node_modules[\\\\/]svelte[\\\\/]src[\\\\/]internal[\\\\/]client)[\\\\/](${Object.keys(HOOKS).map(toPattern).join('|')})$`,
)

function toPattern(path: string): string {
  return path.replace(/\./g, '\\.').replace(/\//g, '[\\\\/]')
}

/** What stands behind a module of Svelte's, to connect it to the adapter; nothing: the copy is of a version that the adapter doesn't know. */
export function hookSvelte(id: string): string | undefined {
  const [, folder = '', path = ''] = SVELTE_HOOKED.exec(id) ?? []
  return isKnown(folder) ? HOOKS[path.replace(/\\/g, '/')]?.code : undefined
}

const known = new Map<string, boolean>()

/** All of its modules have what the lines need: one that isn't hooked would leave the others without it. */
function isKnown(folder: string): boolean {
  let answer = known.get(folder)
  if (answer === undefined) {
    answer = Object.entries(HOOKS).every(([path, { needs }]) => {
      const code = read(join(folder, path))
      return needs.every(each => each.test(code))
    })
    known.set(folder, answer)
  }
  return answer
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // another version has it elsewhere
    return ''
  }
}
