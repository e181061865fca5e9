import { IasoError } from '@iaso/protocol'
import remapping from '@jridgewell/remapping'
import { minify, transform } from 'rolldown/utils'

export interface Script {
  readonly code: string
  readonly map: object
}

const FILE = 'patch.js'

/**
 * Makes a patch small, and readable for the browsers that the release was built for. Its map leads through to the sources.
 *
 * @param target As esbuild and Oxc write it: `es2020`, `chrome111`.
 * @throws IasoError IASO2116
 */
export async function minifyPatch(script: Script, target: string | readonly string[] | undefined): Promise<Script> {
  const lowered = await lower(script, target)
  // Without a target, the compressor would put the newer syntax back.
  const compress = target === undefined ? true : { target: targets(target) }
  const result = await minify(FILE, lowered.code, { module: false, compress, mangle: true, sourcemap: true })
  check(result.errors)
  const code = `${result.code.trimEnd()}\n//# sourceMappingURL=${FILE}.map\n`
  return { code, map: compose(result.map, lowered.map) }
}

async function lower(script: Script, target: string | readonly string[] | undefined): Promise<Script> {
  if (target === undefined || target === 'esnext') return script
  const options = {
    lang: 'js',
    sourceType: 'script',
    target: targets(target),
    sourcemap: true,
    tsconfig: false,
  } as const
  const result = await transform(FILE, script.code, options)
  check(result.errors)
  // Helpers would have to be imported, which a script can't. Such old targets get the patch as it is: they refuse it whole.
  if (Object.keys(result.helpersUsed).length > 0) return script
  return { code: result.code, map: compose(result.map, script.map) }
}

/** Oxc composes maps too, but not those that have a source without its text. */
function compose(map: object | null | undefined, input: object): object {
  return map ? { ...remapping([map, input] as never, () => null) } : input
}

function targets(target: string | readonly string[]): string[] {
  return [target].flat() as string[]
}

function check(errors: readonly { readonly message: string }[]): void {
  if (errors[0]) throw new IasoError('IASO2116', { detail: errors[0].message })
}
