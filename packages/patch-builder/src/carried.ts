/** What travels with a patch beside its script. Only the host's build knows it. */
export interface Carried {
  readonly styles: readonly StyleChange[]
  /** Why styles can't travel; undefined: they do. */
  readonly obstacle: string | undefined
  /** Where a file of the new build is found: where the release has it, or, under a name, in the folder beside the patch. */
  place(name: string): { readonly address: string } | { readonly travels: string }
}

/** A style sheet of the release that another one takes the place of. */
export interface StyleChange {
  /** A name that doesn't depend on the content. */
  readonly key: string
  /** In the folder beside the patch. */
  readonly file: string
  readonly integrity: string
  /** The release's file, in the host's output directory. */
  readonly replaces: string
  /** Path of a module that is loaded only where the release's style sheet is. */
  readonly module?: string
}

const MARKER = /iaso-file:(\w+):([^:\s]+):/

/** Stands in code for the address of a file, until the patch is printed: the same text as long as the file is the same. */
export function fileMarker(digest: string, name: string): string {
  return `iaso-file:${digest}:${encodeURIComponent(name).replaceAll("'", '%27')}:`
}

/** Texts and names of files, in turn; only one if no file is meant. */
export function splitMarkers(text: string): string[] {
  const parts = text.split(MARKER)
  return parts.flatMap((part, at) => (at % 3 === 1 ? [] : at % 3 === 2 ? decodeURIComponent(part) : part))
}
