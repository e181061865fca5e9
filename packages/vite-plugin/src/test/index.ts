import type { IasoOptions } from '@iaso/build/options'
import type { Plugin } from 'vite'
import { openDrill } from './drill.js'
import { openGuard } from './guard.js'
import type { TestMode } from './mode.js'
import { openPatched } from './patched.js'
import { openTestProject, type VitestConfig } from './project.js'

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

    configResolved(config) {
      const project = openTestProject(config as VitestConfig, options)
      mode =
        wanted === 'drill' ? openDrill(project) : wanted === 'guard' ? openGuard(project) : openPatched(project, wanted)
    },

    // Vitest's own hook. What runs in a drill is the patches, so that there is nothing to be measured.
    ...{
      configureVitest({ vitest }: { readonly vitest: { readonly config: { coverage: { enabled: boolean } } } }) {
        if (wanted === 'drill') vitest.config.coverage.enabled = false
      },
    },

    resolveId: { order: 'pre', handler: specifier => mode?.resolve(specifier) },
    load: id => mode?.load(id),
    transform: (code, id) => mode?.transform(code, id) as { code: string; map: null } | undefined,
  }
}
