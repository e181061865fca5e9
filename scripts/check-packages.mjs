/** What a package publishes, looked at from the outside: `publint` for its manifest, `attw` for its types in every way to import it. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const packages = new URL('../packages/', import.meta.url).pathname

for (const name of readdirSync(packages)) {
  const directory = packages + name
  const { exports } = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'))
  // `node16` leaves out only what came before `exports`; `esm-only` also leaves out `require`. Every Node of ours requires ES modules, too.
  const profile = JSON.stringify(exports).includes('.cjs')
    ? ['node16', '--ignore-rules', 'cjs-resolves-to-esm']
    : ['esm-only']
  run('publint', ['run', directory, '--strict'])
  run('attw', ['--pack', '.', '--profile', ...profile, '--format', 'ascii', '--no-emoji', '--quiet'], directory)
}

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', command, ...args], { cwd, encoding: 'utf8' })
  console.log(`${command} ${cwd ?? args[1]}: ${status === 0 ? 'ok' : 'FAILED'}`.replaceAll(packages, ''))
  if (status === 0) return
  console.log(stdout, stderr)
  process.exitCode = 1
}
