/** In a toolchain, the version of an installed package has a name of this beginning. */
export const PACKAGE = 'package '

/** Does a release whose output finds packages where it runs have the package of this specifier? */
export function isInstalled(specifier: string, toolchain: Readonly<Record<string, string>>): boolean {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''
  return Object.hasOwn(toolchain, PACKAGE + name)
}
