import { createRequire } from 'node:module'
import type { PluginItem, PluginTarget } from '@babel/core'

const require = createRequire(import.meta.url)

/** A plugin of Babel 7: CommonJS made of an ES module. */
export function babelPlugin(name: string, options: object = {}): PluginItem {
  const { default: plugin } = require(name) as { readonly default: PluginTarget }
  return [plugin, options]
}
