import { spawn } from 'node:child_process'

/** What a command answered. */
export interface Outcome {
  readonly code: number | null
  /** Both streams, in the order in which they came. */
  readonly output: string
}

/** Runs a script in a Node of its own; nothing that this process was told about colours or patches reaches it. */
export function runNode(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return run(process.execPath, argv, cwd, env)
}

export function run(
  command: string,
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const child = spawn(command, argv, { cwd, env: { ...cleanEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', chunk => (output += chunk))
  child.stderr.on('data', chunk => (output += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, output }))
  })
}

/** Vitest sets `NODE_ENV=test`, and Vite would then build for development. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const strange = /^(?:NODE_ENV|VITEST.*|IASO_.*|FORCE_COLOR|TEST|DEV|PROD|SSR|MODE|BASE_URL)$/
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !strange.test(name))), NO_COLOR: '1' }
}
