interface Code {
  readonly code: string
  readonly resolutions: Readonly<Record<string, string>>
}

/**
 * The plugins of Vue and Svelte write imports with absolute paths. What is compared is without them, for a patch may be built elsewhere
 * than its release.
 */
export function portable<T extends Code>(module: T, root: string): T {
  const absolute = Object.keys(module.resolutions).filter(specifier => specifier.startsWith(`${root}/`))
  if (absolute.length === 0) return module
  const shorten = (specifier: string) => (absolute.includes(specifier) ? specifier.slice(root.length) : specifier)
  const code = absolute.reduce(
    (text, specifier) => text.replaceAll(JSON.stringify(specifier), JSON.stringify(shorten(specifier))),
    module.code,
  )
  const resolutions = Object.entries(module.resolutions).map(([specifier, path]) => [shorten(specifier), path] as const)
  return { ...module, code, resolutions: Object.fromEntries(resolutions) }
}
