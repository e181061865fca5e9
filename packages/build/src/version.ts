import { createRequire } from 'node:module'

const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string }

/** Version of Iaso, of all packages alike. */
export const VERSION = manifest.version
