import { announce, emitPatch, type HostGraph, type Project } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { isServer } from './environment.js'
import type { Compilation, Compiler, Configuration } from './host.js'
import { type Session, toHostError } from './session.js'

/** Nothing of the output may change while a patch is built; only its maps are needed, not its size. */
export function prepareForPatch({ options, hooks }: Compiler): void {
  options.devtool = 'hidden-source-map'
  options.optimization = { ...options.optimization, minimize: false }
  hooks.shouldEmit.tap('iaso', () => false)
}

/** The end of a patch build; one with errors in it has nothing to compare. */
export async function finishPatch({ compiler, errors }: Compilation, session: Session): Promise<void> {
  const { state, base, definitions, facts, graph } = session
  if (!base || !facts || !graph || errors.length > 0) return
  try {
    const emission = await emitPatch(state, facts, base, {
      platform: isServer(compiler.options) ? 'node' : 'browser',
      defines: definitions,
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
