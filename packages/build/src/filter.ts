import picomatch from 'picomatch'
import type { IasoOptions, Pattern } from './options.js'
import { isInNodeModules } from './paths.js'

const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx?)$/

/** Queries that turn a script into something else: a worker's address, its text, a style or a custom block of a component. */
const NOT_SCRIPT =
  /[?&](?:worker|sharedworker|worker_file|raw|url|inline|html-proxy|commonjs-[\w-]+)(?:[=&]|$)|[?&]type=(?!script|template)|[?&]lang\.(?:css|less|s[ac]ss|styl|stylus|pcss|postcss|json|ya?ml)\b/

const NOT_CODE = /[?&](?:raw|url|inline)(?:[=&]|$)/
const STYLE_MODULE = /\.module\.(?:css|less|s[ac]ss|styl(?:us)?|pcss|postcss|sss)$/

/** The names of a style's classes, as code: they are to change while the program runs, like other objects. */
export function isStyleModule(path: string): boolean {
  const [file = '', query = ''] = path.split('?')
  return query === '' ? STYLE_MODULE.test(file) : STYLE_MODULE.test(query) && !NOT_CODE.test(path)
}

/**
 * Application code is what lies inside of the root and not in `node_modules`; `include` adds to it, `exclude` takes away.
 * Dependencies are opt-in because scope tables keep unused exports alive (50 to 87 % more code, measured).
 */
export function applicationFilter(options: IasoOptions): (path: string) => boolean {
  const included = matcher(options.include)
  const excluded = matcher(options.exclude)
  return path => {
    const [file = ''] = path.split('?')
    if (!SCRIPT.test(file) || NOT_SCRIPT.test(path) || excluded(file)) return false
    return included(file) || isInside(file)
  }
}

export function isInside(file: string): boolean {
  return !isInNodeModules(file) && !file.startsWith('../') && !/^(?:\/|[\w-]+:)/.test(file)
}

function matcher(patterns: Pattern | readonly Pattern[] | undefined): (file: string) => boolean {
  const tests = ([patterns ?? []].flat() as Pattern[]).map(toTest)
  return file => tests.some(test => test(file))
}

function toTest(pattern: Pattern): (file: string) => boolean {
  if (typeof pattern !== 'string') return file => file.search(pattern) >= 0
  const matches = picomatch(pattern, { dot: true })
  // To picomatch, `**` means any directory but `..`; to the user it means any.
  return pattern.startsWith('**') ? file => matches(file.replace(/^(?:\.\.\/)+/, '')) : matches
}
