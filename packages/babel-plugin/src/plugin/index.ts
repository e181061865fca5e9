import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { PluginObj, PluginPass } from '@babel/core'
import type * as t from '@babel/types'
import { IasoError, type ModuleFormat } from '@iaso/protocol'
import { analyze } from '../analyze/index.js'
import { addMarks } from '../analyze/marks.js'
import { addReaders } from '../analyze/readers.js'
import type { ModuleRecord } from '../api.js'
import { fingerprint, moduleId } from '../digest.js'
import { instrumentModule, recordOf } from '../instrument/index.js'
import { generate } from '../instrument.js'
import { notTooDeep, parse } from '../parse.js'
import { formatOf } from './format.js'
import { restorePositions } from './positions.js'

export interface PluginOptions {
  /** Name of the application: two applications on one page never share a cell. */
  readonly app?: string
  /** Any text; another one gives every module another id. */
  readonly salt?: string
  /** Function keys begin with a path relative to it. @default Babel's `root` */
  readonly root?: string
  /** How the output is run. @default what the code says: `import` and `export`, `require` and `exports`, else a script */
  readonly format?: ModuleFormat
  /** What a module imports the runtime from. @default '@iaso/runtime'; for CommonJS '@iaso/runtime/commonjs' */
  readonly runtime?: string
}

/** Left in `file.metadata.iaso`: all that a mapping keeps of a module. */
export interface PluginMetadata {
  readonly path: string
  readonly id: string
  readonly fingerprint: string
  readonly format: ModuleFormat
  /** The plain JavaScript that the guards were put into. */
  readonly code: string
  readonly record: ModuleRecord
}

/** What Babel hands to `pre` and `post`; the same in Babel 7 and 8. */
type BabelFile = PluginPass['file']

/**
 * Babel plugin: guards what all other plugins have made of the source.
 *
 * @example { plugins: [['@iaso/babel-plugin', { app: 'shop' }]] }
 */
export function plugin(_api: unknown, options: PluginOptions = {}): PluginObj {
  const written = new WeakMap<BabelFile, string>()
  return {
    name: '@iaso/babel-plugin',
    pre(file) {
      written.set(file, file.ast.program.sourceType)
    },
    visitor: {},
    // Not `Program.exit`: presets have handlers there too, which run after those of plugins.
    post(file) {
      if (isTestOfJest(file)) return
      notTooDeep(pathOf(file, options), () => guardFile(file, options, written.get(file)))
    },
  }
}

/** babel-jest raises such calls above the imports, after all other plugins, and knows them by their nodes. */
function isTestOfJest({ code, opts }: BabelFile): boolean {
  const { caller } = opts as { caller?: { readonly name: string } }
  return caller?.name === 'babel-jest' && /\bjest\s*\.\s*(?:\w*[mM]ock|\w+Automock)\b/.test(code)
}

function guardFile(file: BabelFile, options: PluginOptions, written: string | undefined): void {
  const path = pathOf(file, options)
  const printed = generate(
    file.ast,
    { sourceMaps: true, sourceFileName: path, jsescOption: { minimal: true } },
    file.code,
  )
  const { code } = printed
  const format = options.format ?? formatOf(parse(code, looseFormat(file.ast.program), path).program, written)
  // The mapping keeps `code`, so the guards go into what `code` says, not into what the other plugins left in memory.
  const fresh = parse(code, format, path)
  const id = moduleId(options.app ?? '', options.salt ?? '', path)
  const print = fingerprint(code)
  restorePositions(fresh, printed)
  const module = analyze(fresh.program, format, path)
  const record = addMarks(addReaders(recordOf(module), module), module)
  instrumentModule(module, record, {
    path,
    id,
    fingerprint: print,
    format,
    ...(options.runtime === undefined ? {} : { runtime: options.runtime }),
  })
  replaceProgram(file, fresh.program)
  const metadata: PluginMetadata = { path, id, fingerprint: print, format, code, record }
  ;(file.metadata as { iaso?: PluginMetadata }).iaso = metadata
}

/** Enough to be parsed once more: as a module only what says so. */
function looseFormat(program: t.Program): ModuleFormat {
  return program.sourceType === 'module' ? 'module' : 'commonjs'
}

function replaceProgram(file: BabelFile, fresh: t.Program): void {
  const { program } = file.ast
  program.body = fresh.body
  program.directives = fresh.directives
  file.path.scope.crawl()
}

/** Relative to the root, with `/`. */
function pathOf(file: BabelFile, options: PluginOptions): string {
  const { filename, root, cwd } = file.opts as { filename?: string | null; root?: string; cwd?: string }
  if (!filename)
    throw new IasoError('IASO1108', {
      option: 'filename',
      detail: 'Babel was given none, and a function is known by the path of its file',
    })
  const base = resolve(options.root ?? root ?? cwd ?? process.cwd())
  return relative(base, isAbsolute(filename) ? filename : resolve(cwd ?? base, filename))
    .split(sep)
    .join('/')
}
