import { join } from 'node:path'
import { startServer } from '../../examples/storefront/server.mjs'
import type { Project } from './project.js'

export type Served = Awaited<ReturnType<typeof startServer>>

/**
 * What a project has built, with the patches that it has published.
 *
 * @param scripts what the page's policy lets run
 */
export function servePublished({ root }: Pick<Project, 'root'>, scripts = "'self'"): Promise<Served> {
  return startServer({ dist: join(root, 'dist'), patches: join(root, 'patches'), scripts })
}
