import source from 'text:immer/dist/immer.mjs'
import { rollup } from 'rollup/dist/es/rollup.browser.js'

export const about = 'bundles twelve modules'
export const setup = () => {
  const names = Array.from({ length: 12 }, (_, at) => `m${at}`)
  const code = id => (id === 'entry' ? names.map(name => `export * as ${name} from '${name}'`).join('\n') : source)
  const plugins = [{ name: 'memory', resolveId: id => id, load: code }]
  return async () => {
    const bundle = await rollup({ input: 'entry', plugins })
    const { output } = await bundle.generate({ format: 'es' })
    return output[0].code.length
  }
}
