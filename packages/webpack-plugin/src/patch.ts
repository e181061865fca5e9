import { announce, emitPatch, type HostGraph, type Output, type Project } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { isServer } from './environment.js'
import type { Compilation, Compiler, Configuration } from './host.js'
import { type Session, toHostError } from './session.js'

/** Nothing of the output may change while a patch is built; of the code only maps are needed, not its size. Styles are compared with those that were written. */
export function prepareForPatch(compiler: Compiler): void {
  const { options, hooks } = compiler
  options.devtool = 'hidden-source-map'
  const minimizer = styleMinimizers(compiler)
  const minimize = options.optimization.minimize !== false && minimizer.length > 0
  options.optimization = { ...options.optimization, minimize, minimizer }
  hooks.shouldEmit.tap('iaso', () => false)
}

/** Of webpack's own there is none, of Rspack's there is one. */
function styleMinimizers({ options, webpack }: Compiler): unknown[] {
  const own = webpack.LightningCssMinimizerRspackPlugin
  const usual = own === undefined ? [] : [new own()]
  // Next.js has functions, which ask for their plugins when they are called
  const nameOf = (each: unknown) =>
    typeof each === 'function' ? String(each) : ((each as object | undefined)?.constructor?.name ?? '')
  const isForStyles = (each: unknown) => /css|style/i.test(nameOf(each))
  const { minimizer } = options.optimization
  if (minimizer === undefined) return usual
  return minimizer.flatMap(each => (each === '...' ? usual : isForStyles(each) ? [each] : []))
}

/** The end of a patch build; one with errors in it has nothing to compare. */
export async function finishPatch(
  { compiler, errors }: Compilation,
  session: Session,
  output: Output | undefined,
): Promise<void> {
  const { state, base, definitions, facts, graph } = session
  if (!base || !facts || !graph || errors.length > 0) return
  try {
    const emission = await emitPatch(state, facts, base, {
      platform: isServer(compiler.options) ? 'node' : 'browser',
      defines: definitions,
      output,
      target: targetOf(compiler.options),
      code: path => codeOf(path, state.project, graph),
    })
    announce(emission, text => console.log(text))
  } catch (error) {
    if (!(error instanceof IasoError)) throw error
    errors.push(toHostError(compiler, error.message))
  }
}

function codeOf(path: string, project: Project, graph: HostGraph): string | undefined {
  const id = [...graph.ids].find(each => project.path(each) === path)
  return (id !== undefined && graph.module(id)?.code) || undefined
}

/** The runtime itself is written in ES2021. */
function targetOf({ output }: Configuration): string {
  return output?.environment?.optionalChaining === false ? 'es2018' : 'es2021'
}
