import { transform } from 'rolldown/utils'

/**
 * Takes types and JSX out of a source as Rolldown does it, which does it after all plugins. Newer syntax stays: lowering it is left
 * to the host.
 *
 * @param options what the host was told: `jsx`, `decorator`, `typescript`
 * @returns nothing for what can't be parsed: the host reports that, in its own words
 */
export async function compileTypes(
  file: string,
  code: string,
  lang: 'jsx' | 'ts' | 'tsx',
  options: object,
  inputMap?: object,
): Promise<{ readonly code: string; readonly map: object | undefined } | undefined> {
  const result = await transform(file, code, {
    ...options,
    lang,
    target: 'esnext',
    sourcemap: true,
    inputMap: inputMap as never,
  })
  return result.errors.length > 0 ? undefined : { code: result.code, map: result.map ?? undefined }
}
