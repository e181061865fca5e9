/** One build in a process of its own: `node build.mjs <folder> plain|release|patch`. Prints what it took, from the start of the process. */
import iaso from '@iaso/vite-plugin'
import { build } from 'vite'

const [root, what] = process.argv.slice(2)
if (what === 'patch') process.env.IASO_EMIT_PATCH = '1'
await build({
  root,
  configFile: false,
  logLevel: 'silent',
  plugins: what === 'plain' ? [] : [iaso()],
  build: { outDir: what === 'plain' ? 'plain' : 'dist', modulePreload: false, rollupOptions: { input: '/main.ts' } },
})
const { user, system } = process.cpuUsage()
console.log(
  JSON.stringify({ milliseconds: performance.now(), cpu: (user + system) / 1000, code: process.exitCode ?? 0 }),
)
process.exitCode = 0
