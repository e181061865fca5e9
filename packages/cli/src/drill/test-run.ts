import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { IasoError } from '@iaso/protocol'
import type { Terminal } from '../run.js'

export interface TestRun {
  readonly code: number
  /** What it wrote, both streams; only if it was asked for. */
  readonly output: string
}

/** @throws IasoError IASO1120 */
export function findCommand(directory: string, given: readonly string[]): readonly string[] {
  if (given.length > 0) return given
  if (hasTestScript(join(directory, 'package.json'))) return ['npm', 'test']
  throw new IasoError('IASO1120', { directory })
}

function hasTestScript(file: string): boolean {
  try {
    const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { readonly scripts?: { readonly test?: string } }
    // What `npm init` writes.
    return scripts?.test !== undefined && !scripts.test.includes('no test specified')
  } catch {
    return false
  }
}

/**
 * Every Node that the command starts loads the hooks, and the plugin in Vitest knows what to do. By `--require`, as with any `--import` Node takes
 * the first file for an ES module's, past what ts-node hooks.
 */
export function drillEnvironment(root: string, log: string): Record<string, string> {
  const hooks = `--require ${JSON.stringify(fileURLToPath(import.meta.resolve('@iaso/node')))}`
  return {
    NODE_OPTIONS: [process.env['NODE_OPTIONS'], hooks].filter(Boolean).join(' '),
    IASO_ROOT: root,
    IASO_TEST: 'drill',
    IASO_DRILL_LOG: log,
  }
}

/** @throws IasoError IASO1121 */
export function test(
  command: readonly string[],
  terminal: Terminal,
  what: string,
  env: Readonly<Record<string, string>>,
  captures: boolean,
): Promise<TestRun> {
  const [program = '', ...words] = command
  terminal.print(`iaso drill: ${what}: ${command.join(' ')}`)
  const child = spawn(program, words, {
    cwd: terminal.cwd,
    env: { ...process.env, ...env },
    stdio: captures ? ['inherit', 'pipe', 'pipe'] : 'inherit',
    shell: process.platform === 'win32',
  })
  const output = listen(child)
  return new Promise((done, fail) => {
    child.once('error', ({ message }) =>
      fail(new IasoError('IASO1121', { command: command.join(' '), detail: message })),
    )
    // Ended by a signal: no code.
    child.once('close', code => done({ code: code ?? 1, output: output() }))
  })
}

function listen({ stdout, stderr }: ChildProcess): () => string {
  const chunks: Buffer[] = []
  for (const [from, to] of [
    [stdout, process.stdout],
    [stderr, process.stderr],
  ] as const)
    from?.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      to.write(chunk)
    })
  return () => Buffer.concat(chunks).toString('utf8')
}
