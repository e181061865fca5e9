import type { IasoOptions } from '@iaso/build/options'
import type { Plugin } from 'vite'
import type { TestMode } from './mode.js'
import type { VitestConfig } from './project.js'

/**
 * The plugin in Vitest: nothing, unless the option `test` or `IASO_TEST` asks for it.
 *
 * @example IASO_TEST=drill npx vitest run
 */
export function testPlugin(options: IasoOptions): Plugin[] {
  const wanted = process.env['IASO_TEST'] || options.test
  return wanted === undefined ? [] : [inVitest(options, wanted)]
}

function inVitest(options: IasoOptions, wanted: string): Plugin {
  let mode: TestMode | undefined
  return {
    name: 'iaso:test',
    enforce: 'post',
    apply: (_config, { command }) => command === 'serve' && process.env['VITEST'] !== undefined,

    async configResolved(config) {
      // Builds do without: it loads the patch builder.
      const { openTest } = await import('./open.js')
      mode = openTest(config as VitestConfig, options, wanted)
    },

    // Vitest's own hook. What runs in a drill is the patches, so that there is nothing to be measured.
    ...{
      configureVitest({ vitest }: { readonly vitest: { readonly config: { coverage: { enabled: boolean } } } }) {
        if (wanted === 'drill') vitest.config.coverage.enabled = false
      },
    },

    resolveId: { order: 'pre', handler: specifier => mode?.resolve(specifier) },
    load: id => mode?.load(id),
    transform: async (code, id) => (await mode?.transform(code, id)) as { code: string; map: null } | undefined,
  }
}
