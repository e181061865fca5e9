import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fingerprint } from '@iaso/babel-plugin'
import type { GuardedModule } from '@iaso/build'
import { PROVIDED } from '@iaso/build/load'
import { IasoError } from '@iaso/protocol'
import type { Target } from '../graph/resolver.js'
import type { Session } from '../session.js'
import type { SourceFile } from '../tree/scan.js'
import { toCommonJs } from './commonjs.js'
import { guardModule } from './guard.js'
import { isDeclaredModule, type Kind, kindOf } from './kind.js'
import { lowerDecorators, type Plain, toPlain } from './plain.js'
import { rewrite } from './rewrite.js'
import { findSpecifiers, type Specifier } from './specifiers.js'

/** A script of the sources, ready to be written. */
export interface CompiledModule {
  readonly source: SourceFile
  /** Its path in the project: see `Project.path`. */
  readonly path: string
  readonly kind: Kind
  readonly code: string
  readonly map: object | undefined
  /** Absent: it carries no guards. */
  readonly guarded: GuardedModule | undefined
  /** Of the code without guards. */
  readonly fingerprint: string
  readonly links: readonly Link[]
  readonly helpers: readonly string[]
}

/** A specifier in the code that is run, with where it leads. */
export interface Link extends Pick<Specifier, 'text' | 'by' | 'eager'> {
  readonly target: NonNullable<Target>
}

/**
 * Compiles one script. One that can't be parsed is named in a warning and stays as it is.
 *
 * @throws IasoError IASO1160
 */
export async function compileModule(session: Session, source: SourceFile, isGuarded: boolean): Promise<CompiledModule> {
  const path = session.project.path(source.file)
  const text = readFileSync(source.file, 'utf8')
  const tsconfig = session.tsconfigs.forCompiler(source.file)
  const typeless = await toPlain(source.file, path, text, tsconfig, session.tsconfigCache)
  const options = session.tsconfigs.of(source.file)
  const type = session.packages.of(source.file)?.manifest.type
  const kind = kindOf(source.file, typeless.code, { type, module: options.module })
  const parsed = await parse(session, typeless, kind, path)
  const plain = parsed?.plain ?? typeless
  const { code, map, links } = rewrite(session, source, plain, kind, parsed?.specifiers ?? [])
  const provided = providedFor(kind, isDeclaredModule(source.file, type))
  const guarded =
    isGuarded && parsed ? await guardModule(session, source, { path, kind, provided, code, map }) : undefined
  const output = guarded?.output ?? { code, map }
  const { module = '', esModuleInterop } = options
  const runs =
    kind === 'transpiled' && parsed
      ? await toCommonJs(output.code, output.map, {
          interop: esModuleInterop !== false,
          requires: /^commonjs$/i.test(module),
        })
      : output
  return {
    source,
    path,
    kind,
    ...runs,
    map: runs.map && pointTo(runs.map, session, source),
    guarded: guarded?.module,
    fingerprint: fingerprint(code),
    links,
    helpers: plain.helpers,
  }
}

/** `import.meta` would be an error of syntax in what others make CommonJS of. */
function providedFor(kind: Kind, isDeclared: boolean): readonly string[] {
  if (kind !== 'module') return PROVIDED.commonjs
  return isDeclared ? PROVIDED.module : []
}

interface Parsed {
  readonly plain: Plain
  readonly specifiers: readonly Specifier[]
}

async function parse(session: Session, plain: Plain, kind: Kind, path: string): Promise<Parsed | undefined> {
  try {
    return { plain, specifiers: findSpecifiers(plain.code, kind, path) }
  } catch (error) {
    if (!(error instanceof IasoError) || error.code !== 'IASO1104') throw error
    if (error.message.includes('decorators')) {
      const lowered = await lowerDecorators(plain, path)
      return { plain: lowered, specifiers: findSpecifiers(lowered.code, kind, path) }
    }
    session.warn(error.message)
    return undefined
  }
}

/** Every map leads to one file: this one. */
function pointTo(map: object, { out }: Session, { file, output }: SourceFile): object {
  const from = posix.dirname(join(out, output))
  return { ...map, file: posix.basename(output), sources: [posix.relative(from, file)] }
}
