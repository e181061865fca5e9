import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from '../../examples/storefront/server.mjs'
import { type Host, REPOSITORY } from './hosts.js'
import { copyProject, type Project, released } from './project.js'

const SOURCE = join(REPOSITORY, 'examples/storefront')

interface Fix {
  readonly file: string
  readonly find: string
  readonly replace: string
}

const fixes = new Map(
  readdirSync(join(SOURCE, 'fixes')).map(name => [
    name.split('-')[0] as string,
    JSON.parse(readFileSync(join(SOURCE, 'fixes', name), 'utf8')) as Fix,
  ]),
)

export interface Storefront extends Project {
  /** Brings the source to what was released, with these fixes in it. */
  fix(...numbers: string[]): void
}

/** A released copy of the example; its manifest says that there is no patch yet. */
export async function releaseStorefront(host: Host): Promise<Storefront> {
  const project = await released('storefront', host, () => copyProject(SOURCE, host))
  await project.publish()
  return {
    ...project,
    fix(...numbers) {
      rmSync(join(project.root, 'src'), { recursive: true })
      cpSync(join(SOURCE, 'src'), join(project.root, 'src'), { recursive: true })
      for (const number of numbers) project.write(repair(project, fixes.get(number) as Fix))
    },
  }
}

function repair(project: Project, { file, find, replace }: Fix): Record<string, string> {
  const parts = project.read(file).split(find)
  if (parts.length !== 2) throw new Error(`The fix does not fit ${file}`)
  return { [file]: parts.join(replace) }
}

export function serve({ root }: Project, options: { tickMs?: number } = {}) {
  return startServer({ dist: join(root, 'dist'), patches: join(root, 'patches'), tickMs: 200, ...options })
}
