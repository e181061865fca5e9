import type { Project } from '@iaso/build'
import { isServer } from './environment.js'
import type { LoaderContext } from './host.js'
import { reactModule } from './made-up.js'

const REACT_DOM = 'react-dom/client'

/** Stands behind the code of a module that renders a page: what is compared and fingerprinted doesn't know about React. */
export async function writeReactImport(
  context: LoaderContext,
  code: string,
  format: string,
  project: Project,
): Promise<string> {
  if (!/["']react-dom\/client["']/.test(code) || isServer(context._compiler.options)) return ''
  const resolve = context.getResolve({ dependencyType: 'esm' })
  const file = (name: string) => resolve(context.context, name)
  const [client, reactDom, react] = await Promise.all([file(REACT_DOM), file('react-dom'), file('react')])
  // other libraries take its place under its name
  if (!/[\\/]react-dom[\\/]/.test(client)) return ''
  const address = JSON.stringify(reactModule({ client, reactDom, react }, project.app, project.path(react)))
  return format === 'module' ? `\nimport ${address}\n` : `\nrequire(${address})\n`
}
