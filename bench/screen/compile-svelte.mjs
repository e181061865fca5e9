import { hookSvelte, tellSvelte } from '@iaso/build'
import { compile } from 'svelte/compiler'

/** What the plugin for Vite does; one component has the guard that a release would give it. */
export const compileSvelte = {
  name: 'svelte',
  resolveId: {
    filter: { id: /^@iaso\/svelte$/ },
    handler: () => new URL('../../packages/svelte/dist/index.js', import.meta.url).pathname,
  },
  transform(code, id) {
    if (!id.endsWith('.svelte')) return code + (hookSvelte(id) ?? '')
    const { js } = compile(code, { filename: id, generate: 'client' })
    const told = tellSvelte(js.code, id.includes('One') ? 'bench0' : 'other0')
    // the patch's code tells who the release's component is
    if (id.includes('Patched'))
      return `import One from './One.svelte'\n${told.replace(/\bPatched, \$\$anchor\)/, 'One, $$$$anchor)')}`
    return id.includes('One')
      ? told.replace(
          /^(export default function .*\{)/m,
          '$1 if (globalThis.$$bench00) return globalThis.$$bench00($$$$anchor, $$$$props);',
        )
      : told
  },
}
