import { NEXT_SERVER } from '@iaso/build'
import { provideModule } from '@iaso/protocol'
import { formatOf } from './format.js'
import type { LoaderContext } from './host.js'
import { writeReactImport } from './react.js'
import { type Session, sessionOf } from './session.js'

/** A framework's own module renders the page, or its server does: what a patch needs for that comes with it. Nothing else of it is touched. */
export default function loader(this: LoaderContext, code: string | Buffer, map?: object | string): void {
  const callback = this.async()
  const session = sessionOf(this._compiler)
  if (!session) callback(null, code, map)
  else
    withReact(this, String(code), session).then(
      text => callback(null, text, map),
      error => callback(error as Error),
    )
}

async function withReact(context: LoaderContext, code: string, { state: { project } }: Session): Promise<string> {
  if (NEXT_SERVER.test(context.resourcePath))
    return `${code}\n;${provideModule(project.app, project.path(context.resourcePath), 'module.exports')}\n`
  return code + (await writeReactImport(context, code, formatOf(context._module.type, code), project))
}
