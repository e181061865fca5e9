/** The files in `dist` that TypeScript doesn't make; runs after `tsc -b`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { rolldown } from 'rolldown'

const root = new URL('../packages/', import.meta.url).pathname

await bundle(`${root}runtime/dist/global.js`, {
  file: `${root}runtime/dist/iaso.global.js`,
  format: 'iife',
  name: 'Iaso',
  minify: true,
})

// Node 20 warns of each ES module that an application requires.
await toCommonJs('commonjs', ['define', 'rename', 'apply', 'revert', 'state', 'on'])
await toCommonJs('member', ['joinInherited'])

// Babel loads plugins with `require`, which Node 20 before 20.19 has for CommonJS only.
const plugin = `${root}babel-plugin/`
if (existsSync(`${plugin}dist/index.js`)) {
  const { dependencies = {} } = JSON.parse(readFileSync(`${plugin}package.json`, 'utf8'))
  const external = id => Object.keys(dependencies).some(name => id === name || id.startsWith(`${name}/`))
  await bundle(`${plugin}dist/index.js`, { file: `${plugin}dist/index.cjs`, format: 'cjs', exports: 'named' }, external)
}

async function toCommonJs(name, exports) {
  const file = `${root}runtime/dist/${name}`
  await bundle(`${file}.js`, { file: `${file}.cjs`, format: 'cjs' }, id => id.startsWith('node:'))
  const head = `import type * as module from './${name}.js' with { 'resolution-mode': 'import' }
export type * from './${name}.js' with { 'resolution-mode': 'import' }
`
  writeFileSync(
    `${file}.d.cts`,
    head + exports.map(each => `export declare const ${each}: typeof module.${each}\n`).join(''),
  )
}

async function bundle(input, output, external = []) {
  const build = await rolldown({ input, external })
  await build.write(output)
  await build.close()
}
