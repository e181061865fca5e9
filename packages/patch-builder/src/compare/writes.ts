import type * as t from '@babel/types'

/** `root[k1][k2]`: where something stands in a running program. */
export interface Spot {
  /** As a person reads it. */
  readonly path: string
  /** An expression of the new source; a name of the module's top level. */
  readonly root: t.Expression | string
  readonly keys: readonly t.Expression[]
  /** Only the release has it: root and keys are expressions of its source. */
  readonly released?: boolean
  /** A function without a name gets that of the property. */
  readonly named?: boolean
}

/** What the running program has there if nobody changed it since the release's code put it there. */
export type Expected =
  | { readonly kind: 'absent' }
  | { readonly kind: 'anything' }
  | { readonly kind: 'constant'; readonly value: t.Expression }
  /** What can be written as JSON. */
  | { readonly kind: 'data'; readonly json: string }
  | { readonly kind: 'function' }
  /** What nobody changes, by its text: a regular expression, numbers of a typed array. */
  | { readonly kind: 'text'; readonly text: string }
  /** An expression of the release that still has the value that it had. */
  | { readonly kind: 'same'; readonly node: t.Expression }

/** What has to stand there now. `key`: the runtime keeps the value under it over patches. */
export type Wanted =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly node: t.Expression; readonly key: string }
  | { readonly kind: 'constant'; readonly value: t.Expression; readonly key: string }
  | { readonly kind: 'method'; readonly node: t.ObjectMethod; readonly key: string }
  | { readonly kind: 'accessor'; readonly node: t.ObjectMethod; readonly key: string }
  | { readonly kind: 'descriptor'; readonly node: t.ObjectExpression; readonly key: string }

/** An element of a list: the one that was at a position, or a new one. */
export type Element = { readonly was: number } | { readonly node: t.Expression }

/** A change of what living code shares: made in place when the patch is applied, taken back by a revert. */
export type Write =
  | { readonly kind: 'property'; readonly spot: Spot; readonly before: Expected; readonly after: Wanted }
  /** A variable that is assigned while the program runs. */
  | { readonly kind: 'variable'; readonly name: string; readonly before: Expected; readonly after: Wanted }
  | {
      readonly kind: 'array' | 'set' | 'map'
      readonly spot: Spot
      readonly before: readonly Expected[]
      readonly after: readonly Element[]
      /** The runtime keeps the new elements under it over patches. */
      readonly key: string
    }
  /** What an expression makes is made again, and takes the place of what the living object held. */
  | {
      readonly kind: 'derived'
      readonly spot: Spot
      /** Of the release: what it makes now is what the living object must still hold. */
      readonly before: t.Expression
      readonly after: t.Expression
      /** A value of its own instead of the content of an object. */
      readonly leaf: boolean
      readonly key: string
    }
  /** The object's own keys in the order of the new source. */
  | { readonly kind: 'order'; readonly spot: Spot; readonly keys: readonly t.Expression[] }

/** What a report calls it. */
export function nameOf(write: Write): string {
  return write.kind === 'variable' ? write.name : write.spot.path
}
