import { openProject, type PatchRequest, readPatchRequest, withOutput } from '@iaso/build'
// Apart, so that the types of Babel don't become the user's concern.
import type { IasoOptions } from '@iaso/build/options'
import { IasoError } from '@iaso/protocol'
import { guardCompilation } from './compilation.js'
import type { Compiler } from './host.js'
import { readOutput } from './output.js'
import { own, withOwnPackages } from './own.js'
import { finishPatch, prepareForPatch } from './patch.js'
import { writeRelease } from './release.js'
import { frameworkRule, guardRule } from './rule.js'
import { sessionOf } from './session.js'

/**
 * Guards the application's functions in release builds, and emits patches: see `iaso build --emit-patch`. Does nothing while watching and
 * in the development server.
 *
 * @example
 * // webpack.config.js, rspack.config.js
 * export default { plugins: [new IasoPlugin()] }
 */
export class IasoPlugin {
  readonly #options: IasoOptions

  /** @throws IasoError IASO1108 */
  constructor(options: IasoOptions = {}) {
    this.#options = options
  }

  /** @throws IasoError IASO1105, IASO1106, IASO1108, IASO1111 */
  apply(host: object): void {
    const compiler = host as Compiler
    const request = readPatchRequest(this.#options)
    if (this.#options.enabled === false) return checkSwitch(request)
    checkHost(compiler)
    checkOnce(compiler)
    const project = openProject(compiler.context, this.#options, own)
    if (request) prepareForPatch(compiler)
    const { options, hooks } = compiler
    options.resolve = { ...options.resolve, alias: withOwnPackages(options.resolve?.alias) }
    options.module.rules.push(guardRule(compiler, project, this.#options), frameworkRule(compiler))
    hooks.thisCompilation.tap('iaso', compilation => {
      if (!compiler.watchMode) guardCompilation(compilation, project, request, this.#options.environments)
    })
    hooks.afterCompile.tapPromise('iaso', async compilation => {
      const session = sessionOf(compiler)
      if (!session?.facts || compilation.compiler !== compiler) return
      const output = readOutput(compilation, project, session.facts)
      if (session.mapping && output) session.mapping = withOutput(session.mapping, output)
      await finishPatch(compilation, session, output)
    })
    hooks.afterEmit.tap('iaso', () => {
      const session = sessionOf(compiler)
      if (session) writeRelease(session)
    })
    refuseWatching(compiler, request)
  }
}

function checkHost({ webpack }: Compiler): void {
  if (webpack?.version?.startsWith('5.')) return
  throw new IasoError('IASO1111', {
    needs: 'webpack 5 or Rspack',
    found: webpack?.version ? `webpack ${webpack.version}` : 'an earlier version',
  })
}

function checkOnce({ options }: Compiler): void {
  if (options.plugins.filter(plugin => plugin instanceof IasoPlugin).length > 1)
    throw new IasoError('IASO1105', { file: 'The configuration' })
}

/** Without the plugin, what should have been a patch build would overwrite the release. */
function checkSwitch(request: PatchRequest | undefined): void {
  if (request) throw new IasoError('IASO1108', { option: 'enabled', detail: 'it is false, but a patch is asked for' })
}

function refuseWatching({ hooks }: Compiler, request: PatchRequest | undefined): void {
  if (!request) return
  hooks.watchRun.tap('iaso', () => {
    throw new IasoError('IASO1108', { option: 'emitPatch', detail: 'a patch is built once, not while watching' })
  })
}
