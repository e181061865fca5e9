import { execFile } from 'node:child_process'
import { type Files, openFolder } from '../../../../testing/folder.js'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A project for as long as the test runs. */
export function openProject(files: Files): string {
  return openFolder({ 'package.json': '{ "name": "app" }', ...files })
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
