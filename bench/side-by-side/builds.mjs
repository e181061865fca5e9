/** The shop built by webpack for production: with Iaso, and with webpack's own hot replacement. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { IasoPlugin } from '@iaso/webpack-plugin'
import webpack from 'webpack'
import { fix, fixedFile, writeShop } from './shop.mjs'

const HOT = `if (import.meta.webpackHot) {
  import.meta.webpackHot.accept('${fixedFile}', () => {})
  globalThis.check = () => import.meta.webpackHot.check(true)
}`

/** @returns where the release is, and the patch script */
export async function iaso(folder) {
  writeShop(folder)
  const plugin = () => new IasoPlugin({ app: 'shop' })
  await compile(folder, [plugin()])
  fix(folder)
  process.env.IASO_EMIT_PATCH = '1'
  try {
    await compile(folder, [plugin()])
  } finally {
    delete process.env.IASO_EMIT_PATCH
  }
  return { page: join(folder, 'dist'), patch: readFileSync(newestPatch(folder), 'utf8') }
}

/** @returns the page before and after the fix */
export async function plain(folder) {
  const built = async () => {
    await compile(folder, [])
    return readFileSync(join(folder, 'dist/main.js'))
  }
  writeShop(folder)
  const before = await built()
  fix(folder)
  return { before, after: await built() }
}

/** @returns the old page, and the files that the newer build adds, by name */
export async function hot(folder) {
  writeShop(folder, { hot: HOT })
  const plugins = () => [new webpack.HotModuleReplacementPlugin()]
  await compile(folder, plugins())
  const dist = join(folder, 'dist')
  const before = new Map(readdirSync(dist).map(name => [name, readFileSync(join(dist, name))]))
  fix(folder)
  await compile(folder, plugins())
  return { page: before, dist }
}

function compile(folder, plugins) {
  const compiler = webpack({
    mode: 'production',
    context: folder,
    entry: './main.js',
    target: 'web',
    output: { path: join(folder, 'dist'), filename: 'main.js' },
    recordsPath: join(folder, 'records.json'),
    plugins,
  })
  return promisify(compiler.run.bind(compiler))().then(stats => {
    if (stats.hasErrors()) throw new Error(stats.toString('errors-only'))
    return promisify(compiler.close.bind(compiler))()
  })
}

function newestPatch(folder) {
  const patches = readdirSync(folder, { recursive: true }).filter(name => name.endsWith('patch.js'))
  if (patches.length !== 1) throw new Error(`${patches.length} patches in ${folder}`)
  return join(folder, patches[0])
}
