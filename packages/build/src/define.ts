import { transform } from 'rolldown/utils'

/**
 * Replaces defined names as Vite 8 does natively, after all plugins: a patch is linked without Vite, so its sources must have
 * them replaced already. Doing it once more afterwards changes nothing.
 *
 * @param inputMap Source map of `code`; the map of the result goes through it.
 * @returns nothing where no defined name occurs
 */
export async function replaceDefines(
  file: string,
  code: string,
  defines: Readonly<Record<string, string>>,
  inputMap?: object,
): Promise<{ readonly code: string; readonly map: object | undefined } | undefined> {
  if (!mentions(code, defines)) return undefined
  const result = await transform(file, code, {
    lang: 'js',
    sourceType: 'module',
    define: { ...defines },
    sourcemap: true,
    tsconfig: false,
    inputMap: inputMap as never,
  })
  // What can't be parsed is reported by the host, in its own words.
  if (result.errors.length > 0) return undefined
  return { code: result.code, map: result.map ?? undefined }
}

/** The last part of a name stands in the code however the rest is written: `import.meta.env?.MODE`, `process . env`. */
function mentions(code: string, defines: Readonly<Record<string, string>>): boolean {
  return Object.keys(defines).some(name => code.includes(name.replace(/\.\*$/, '').split('.').at(-1) ?? name))
}
