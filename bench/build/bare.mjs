/**
 * The least that a plugin of this kind does, for Vite: it takes each module, resolves its imports, and hands it back with one import more, of a made-up
 * module. It reads and writes nothing, and no code is parsed.
 */
import { join } from 'node:path'

const SHARED = 'export const define = id => id'

export function bare(root) {
  return {
    name: 'bench-bare',
    enforce: 'post',
    resolveId: { order: 'pre', filter: { id: /^virtual:bare\// }, handler: id => `\0${id}` },
    load: {
      filter: { id: /^\0virtual:bare\// },
      handler: id =>
        id.endsWith('/shared')
          ? SHARED
          : `import { define } from 'virtual:bare/shared'\nexport default define(${JSON.stringify(id)})`,
    },
    transform: {
      filter: { id: new RegExp(`^${join(root, 'src')}/`) },
      async handler(code, id) {
        const specifiers = [...code.matchAll(/ from "(.+?)"/g)].map(([, specifier]) => specifier)
        await Promise.all(specifiers.map(specifier => this.resolve(specifier, id, { skipSelf: false })))
        return {
          code: `import $r from 'virtual:bare/${id.length}/${encodeURIComponent(id)}'\n$r.length\n${code}`,
          map: null,
        }
      },
    },
  }
}
