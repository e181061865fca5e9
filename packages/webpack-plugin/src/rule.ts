import { fileURLToPath } from 'node:url'
import { contentDigest, type IasoOptions, type Project, VERSION } from '@iaso/build'
import type { Compiler } from './host.js'

const LOADER = fileURLToPath(new URL('./loader.js', import.meta.url))
const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte|mdx?)$/
const DEPENDENCY = /[\\/]node_modules[\\/]/

/**
 * The loader comes after all others. While watching there is none: a module that the host keeps in its persistent cache is known by its
 * loaders, and one without guards must not end up in a release.
 */
export function guardRule(compiler: Compiler, project: Project, options: IasoOptions): object {
  const ident = `iaso-${contentDigest(JSON.stringify([VERSION, project.app, options, compiler.options.devtool], toText))}`
  return {
    enforce: 'post',
    test: SCRIPT,
    // Spares Rspack the way from Rust for dependencies, unless the user may have opted some in.
    ...(options.include === undefined ? { exclude: DEPENDENCY } : {}),
    use: ({ resource, resourceQuery }: { readonly resource: string; readonly resourceQuery?: string }) =>
      !compiler.watchMode && project.isApplication(resource + (resourceQuery ?? ''))
        ? [{ loader: LOADER, ident, options: { ident } }]
        : [],
  }
}

function toText(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? String(value) : value
}
