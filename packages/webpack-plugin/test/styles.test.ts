import { createRequire } from 'node:module'
import { rspack } from '@rspack/core'
import MiniCssExtractPlugin from 'mini-css-extract-plugin'
import { describe, expect, test } from 'vitest'
import webpack, { type Configuration } from 'webpack'
import { type Fixture, fixture, type Host, SWC } from './fixture.js'

const require = createRequire(import.meta.url)

const FILES = {
  'package.json': '{"name":"shop","type":"module"}',
  'src/main.ts': `import './page.css'
import { names } from './names'
globalThis.result = names`,
  'src/names.ts': `import styles from './card.css'
export function names() { return styles.card }`,
  'src/page.css': 'body { margin: 0; }',
  'src/card.css': '.card { margin: 0; }',
}

const CSS = { loader: require.resolve('css-loader'), options: { modules: { auto: /card/, namedExport: false } } }

/** What `style-loader` does, as far as it matters: the text of the style is in a script. */
const INTO_SCRIPTS = "export default function (css) { return 'globalThis.style = ' + JSON.stringify(css) }"

/** Anything that makes styles smaller; what it makes of them is compared. */
class CssShrinker {
  apply(compiler: webpack.Compiler): void {
    const stage = compiler.webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_SIZE
    compiler.hooks.thisCompilation.tap('shrink', compilation =>
      compilation.hooks.processAssets.tap({ name: 'shrink', stage }, assets => {
        for (const name of Object.keys(assets).filter(each => each.endsWith('.css')))
          compilation.updateAsset(
            name,
            source => new compiler.webpack.sources.RawSource(String(source.source()).replace(/\s+/g, '')),
          )
      }),
    )
  }
}

interface Kit {
  readonly name: string
  readonly host: Host
  readonly extract: new () => object
  readonly loader: string
}

const KITS: readonly Kit[] = [
  { name: 'webpack 5', host: webpack, extract: MiniCssExtractPlugin, loader: MiniCssExtractPlugin.loader },
  {
    name: 'Rspack 2',
    host: rspack as unknown as Host,
    extract: rspack.CssExtractRspackPlugin,
    loader: rspack.CssExtractRspackPlugin.loader,
  },
]

describe.each(KITS)('$name: styles', ({ host, extract, loader }) => {
  const open = (): Fixture => fixture(host, FILES)
  const web = (project: Fixture, use: unknown[], more: object[]): Configuration => {
    const { plugins = [] } = project.configure()
    return {
      target: 'web',
      module: { rules: [{ ...SWC }, { test: /\.css$/, use: use as never }] },
      plugins: [...(more as never[]), ...plugins],
      optimization: { minimizer: ['...', new CssShrinker()] },
    }
  }
  const build = (project: Fixture, emitPatch = false, use: unknown[] = [loader, CSS], more = [new extract()]) => {
    if (emitPatch) process.env['IASO_EMIT_PATCH'] = '1'
    return project.build({}, web(project, use, more)).finally(() => delete process.env['IASO_EMIT_PATCH'])
  }
  const report = (project: Fixture) => {
    const tree = project.tree('.iaso')
    const name = Object.keys(tree).find(file => file.endsWith('report.txt'))
    return tree[name as string] as string
  }
  const travelling = (project: Fixture) =>
    Object.keys(project.tree('.iaso')).filter(file => /patch\/.*\.css$/.test(file))

  test('travel, those that changed, and new classes with them', async () => {
    const project = open()
    expect((await build(project)).errors).toEqual([])
    project.write({ 'src/card.css': '.card { margin: 0; } .wide { margin: 9px; }' })
    project.write({ 'src/names.ts': FILES['src/names.ts'].replace('styles.card', 'styles.card + styles.wide') })
    expect((await build(project, true)).errors).toEqual([])
    expect(report(project)).not.toContain('IASO')
    expect(travelling(project)).toHaveLength(1)
  })

  test('stay where only code changed: what makes them smaller is asked in a patch build, too', async () => {
    const project = open()
    await build(project)
    project.write({ 'src/names.ts': FILES['src/names.ts'].replace('styles.card', '[styles.card]') })
    await build(project, true)
    expect(report(project)).toContain('patch emitted')
    expect(travelling(project)).toEqual([])
  })

  test('IASO3009: not where they are put into scripts', async () => {
    const project = open()
    project.write({ 'style-loader.mjs': INTO_SCRIPTS })
    const use = [`${project.root}/style-loader.mjs`]
    await build(project, false, use, [])
    project.write({ 'src/page.css': 'body { margin: 1px; }' })
    await build(project, true, use, [])
    expect(report(project)).toMatch(/IASO3009\s+src\/page\.css.*\s+.*\s+a\s+plugin\s+of\s+the\s+build\s+does/)
  })
})
