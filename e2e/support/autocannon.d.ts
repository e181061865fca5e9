/** As far as it is used here: the package has no types. */
declare module 'autocannon' {
  interface Result {
    readonly errors: number
    readonly timeouts: number
    readonly non2xx: number
    readonly requests: { readonly total: number }
  }
  interface Load extends PromiseLike<Result> {
    stop(): void
  }
  interface Options {
    readonly url: string
    readonly connections: number
    readonly duration: number
    readonly overallRate?: number
  }
  export default function autocannon(options: Options): Load
}
