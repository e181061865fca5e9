import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Files in a directory of their own, for as long as the test runs. */
export function openProject(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-node-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries({ 'package.json': '{ "name": "app" }', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

/** Runs a process whose environment knows nothing of the test runner. */
export function run(
  command: string,
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { PATH = '', HOME = '' } = process.env
  return new Promise(done => {
    execFile(command, argv, { cwd, env: { PATH, HOME, NO_COLOR: '1', ...env } }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
    )
  })
}
