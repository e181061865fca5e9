import type { IasoOptions } from '../options.js'

/** What a test run loads beside the application; it stays as it is. */
const TEST_FILES = [
  '**/*.{test,spec,bench,stories,config}.*',
  '**/{test,tests,__tests__,__mocks__,spec,cypress}/**',
  '**/.*rc.*',
]

export function withoutTests(options: IasoOptions): IasoOptions {
  return { ...options, exclude: [options.exclude ?? [], TEST_FILES].flat() }
}
