/** One build in a process of its own: `node build.mjs vite|webpack <folder> plain|bare|release|patch`. Prints what it took, from the start of the process. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bare } from './bare.mjs'

const [host, root, what] = process.argv.slice(2)
if (what === 'patch') process.env.IASO_EMIT_PATCH = '1'
const outDir = what === 'plain' || what === 'bare' ? what : 'dist'
await { vite, webpack }[host]()
const { user, system } = process.cpuUsage()
console.log(
  JSON.stringify({ milliseconds: performance.now(), cpu: (user + system) / 1000, code: process.exitCode ?? 0 }),
)
process.exitCode = 0

async function vite() {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: what === 'plain' ? [] : what === 'bare' ? [bare(root)] : [(await import('@iaso/vite-plugin')).default()],
    build: { outDir, modulePreload: false, rollupOptions: { input: '/main.ts' } },
  })
}

async function webpack() {
  const { default: run } = await import('webpack')
  const loader = createRequire(import.meta.url).resolve('swc-loader')
  const plugins = what === 'plain' ? [] : [new (await import('@iaso/webpack-plugin')).IasoPlugin()]
  const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }
  const stats = await new Promise((done, fail) =>
    run(
      {
        mode: 'production',
        context: root,
        entry: './main.ts',
        output: { path: join(root, outDir) },
        resolve: { extensions: ['.ts', '.js'] },
        module: { rules: [{ test: /\.ts$/, loader, options }] },
        plugins,
        performance: false,
      },
      (error, result) => (error ? fail(error) : done(result)),
    ),
  )
  if (stats.hasErrors() && what !== 'patch') throw new Error(stats.toString('errors-only'))
}
