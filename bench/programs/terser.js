import source from 'text:immer/dist/immer.mjs'
import { minify_sync } from 'terser'

export const about = 'compresses and mangles a module'
export const setup = () => () => minify_sync(source, { module: true }).code.length
