/** What becomes of modules in a test run; hooks of the same names ask it. */
export interface TestMode {
  resolve(specifier: string): string | undefined
  load(id: string): string | undefined
  transform(code: string, id: string): Promise<Transformed | undefined>
}

export interface Transformed {
  readonly code: string
  readonly map: object | null
}
