import { OwnPackages } from '@iaso/build'

export const RUNTIME = '@iaso/runtime'

/** Packages that the plugin brings into the user's bundle. */
export const own = new OwnPackages(import.meta.url, [RUNTIME, '@iaso/react', '@iaso/svelte', '@iaso/vue'])
