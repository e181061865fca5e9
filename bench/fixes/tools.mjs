import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const JEST = ['jest@29', 'babel-jest@29', 'jest-environment-jsdom@29', 'expect@29', 'jest-mock@29']
const BABEL = ['core', 'preset-env', 'preset-typescript', 'preset-react', 'plugin-proposal-decorators'].map(
  name => `@babel/${name}@7`,
)
const TOOLS = ['mocha@10', 'vitest@3', 'jsdom@26', 'tsx@4', ...JEST, ...BABEL]

/** What runs the tests, one version for all projects. Answers its node_modules. */
export function installTools(cache) {
  const folder = join(cache, 'tools')
  if (!existsSync(join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', ...TOOLS], { cwd: folder, stdio: 'inherit' })
  }
  return join(folder, 'node_modules')
}
