import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { contentDigest } from '@iaso/build'
import { VERSION as ROLLDOWN } from 'rolldown'
import { readManifest } from '../compile/manifest.js'
import type { Session } from '../session.js'
import { installedPackages } from './installed.js'

/** What a service depends on beside its sources. Values that may be secret, or long, stand as digests. */
export function readToolchain({ project, source, tsconfigs }: Session): Record<string, string> {
  const { type = 'none', imports, exports } = readManifest(project.root) ?? {}
  return {
    node: process.versions.node.split('.')[0] ?? '',
    compiler: ROLLDOWN,
    tsconfig: contentDigest(tsconfigs.digestible(source)),
    'package.json type': type,
    'package.json imports': digest(imports),
    'package.json exports': digest(exports),
    ...prefixed('package', installedPackages(project.root)),
    ...environmentFiles(project.root),
  }
}

/** `.env` and its kin, name by name. */
function environmentFiles(root: string): Record<string, string> {
  const files = readdirSync(root).filter(name => /^\.env(?:\.(?!example|sample|template)[\w.-]+)?$/.test(name))
  return Object.assign({}, ...files.map(file => prefixed(file, digests(join(root, file)))))
}

function digests(file: string): Record<string, string> {
  const values = Object.entries(parseEnv(readFileSync(file, 'utf8')))
  return Object.fromEntries(values.map(([name, value]) => [name, digest(value)]))
}

function digest(value: unknown): string {
  return contentDigest(JSON.stringify(value) ?? 'none')
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix} ${name}`, value]))
}
