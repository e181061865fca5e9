import { spawn } from 'node:child_process'

/** Runs a command and answers what it printed; a failure ends the demo and shows it. */
export function run(command, argv, cwd) {
  const child = spawn(command, argv, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  })
  let output = ''
  child.stdout.on('data', chunk => (output += chunk))
  child.stderr.on('data', chunk => (output += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) return resolve(output)
      console.error(output)
      reject(new Error(`${command} ${argv.join(' ')}: exit code ${code}`))
    })
  })
}
