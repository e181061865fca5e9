import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readManifest } from '../compile/manifest.js'

/**
 * Versions of the packages that a project has installed for its work, and of those that these need. What only its development needs is not
 * among them: a newer linter changes no service.
 */
export function installedPackages(root: string): Record<string, string> {
  const versions = new Map<string, Set<string>>()
  const seen = new Set<string>()
  const visit = (directory: string): void => {
    const manifest = readManifest(directory)
    if (!manifest || seen.has(directory)) return
    seen.add(directory)
    const { name = '', version = '' } = manifest
    if (directory !== root) versions.set(name, (versions.get(name) ?? new Set()).add(version))
    const { dependencies, optionalDependencies, peerDependencies } = manifest
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = locate(directory, each)
      if (found !== undefined) visit(found)
    }
  }
  visit(root)
  return Object.fromEntries([...versions].map(([name, all]) => [name, [...all].sort().join(', ')]))
}

/** As Node looks for it: in every `node_modules` on the way up. */
function locate(from: string, name: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return realpathSync.native(candidate)
    if (directory === dirname(directory)) return undefined
  }
}
