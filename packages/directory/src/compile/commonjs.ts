import { transformAsync } from '@babel/core'
import { babelPlugin } from './babel.js'

export interface CommonJsOptions {
  /** `import x from` a CommonJS module is its `module.exports`. */
  readonly interop: boolean
  /** `import()` becomes `require` too: the older way of TypeScript. */
  readonly requires: boolean
}

/** Makes CommonJS of a module that has its guards: what the analysis saw, and the mapping keeps, is the ES module. */
export async function toCommonJs(
  code: string,
  map: object | undefined,
  { interop, requires }: CommonJsOptions,
): Promise<{ readonly code: string; readonly map: object | undefined }> {
  const result = await transformAsync(code, {
    babelrc: false,
    configFile: false,
    sourceType: 'module',
    sourceMaps: true,
    compact: false,
    ...(map === undefined ? {} : { inputSourceMap: map as never }),
    parserOpts: { createImportExpressions: false },
    plugins: [
      ...(requires ? [babelPlugin('@babel/plugin-transform-dynamic-import')] : []),
      babelPlugin('@babel/plugin-transform-export-namespace-from'),
      babelPlugin('@babel/plugin-transform-modules-commonjs', { noInterop: !interop }),
    ],
  })
  return { code: result?.code ?? '', map: result?.map ?? undefined }
}
