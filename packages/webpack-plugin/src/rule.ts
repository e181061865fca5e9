import { fileURLToPath } from 'node:url'
import { contentDigest, type IasoOptions, isInside, NEXT_SERVER, type Project, VERSION } from '@iaso/build'
import type { Compiler } from './host.js'
import { isStyle, STYLES } from './style.js'

const LOADER = fileURLToPath(new URL('./loader.js', import.meta.url))
const FRAMEWORK_LOADER = fileURLToPath(new URL('./framework-loader.js', import.meta.url))
const GUARDED = new RegExp(`\\.(?:[cm]?[jt]sx?|vue|svelte|mdx?|${STYLES})$`)
/** Modules by which Next.js renders a page. */
const RENDERER = /[\\/]next[\\/]dist[\\/](?:esm[\\/])?client[\\/](?:app-)?index\.js$/
const DEPENDENCY = /[\\/]node_modules[\\/]/

/**
 * The loader comes after all others. While watching there is none: a module that the host keeps in its persistent cache is known by its
 * loaders, and one without guards must not end up in a release.
 */
export function guardRule(compiler: Compiler, project: Project, options: IasoOptions): object {
  const ident = `iaso-${contentDigest(JSON.stringify([VERSION, project.app, options, compiler.options.devtool], toText))}`
  return {
    enforce: 'post',
    test: GUARDED,
    // Spares Rspack the way from Rust for dependencies, unless the user may have opted some in.
    ...(options.include === undefined ? { exclude: DEPENDENCY } : {}),
    use: ({ resource, resourceQuery }: { readonly resource: string; readonly resourceQuery?: string }) =>
      !compiler.watchMode && isGuarded(resource + (resourceQuery ?? ''), project)
        ? [{ loader: LOADER, ident, options: { ident } }]
        : [],
  }
}

export function frameworkRule(compiler: Compiler): object {
  return {
    enforce: 'post',
    test: [RENDERER, NEXT_SERVER],
    use: () => (compiler.watchMode ? [] : [{ loader: FRAMEWORK_LOADER }]),
  }
}

function toText(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? String(value) : value
}

/** Of styles, the names of their classes are code. */
function isGuarded(id: string, project: Project): boolean {
  return project.isApplication(id) || (isStyle(id) && isInside(project.path(id)))
}
