export const MANIFEST_SCHEMA = 1

/** What a client of one release polls: `<base>/<release>.json`. */
export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA
  readonly app: string
  readonly release: string
  /** The patch to run; `null`: the release as it was built. */
  readonly patch: ManifestPatch | null
}

export interface ManifestPatch {
  readonly id: string
  readonly seq: number
  /** Relative to the manifest. */
  readonly file: string
  readonly bytes: number
  /** Subresource integrity of the file: `sha256-…`. */
  readonly integrity: string
  /** Style sheets that the page must have loaded before the script runs; absent: none. */
  readonly styles?: readonly ManifestStyle[]
}

export interface ManifestStyle {
  /** Relative to the manifest. */
  readonly file: string
  readonly integrity: string
  /** The release's style sheet, as its file is called in the host's output directory. */
  readonly replaces: string
}
