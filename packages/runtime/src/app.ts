/** The release's entry chunks define a global of this prefix and the application's name; its value is the release id. */
const PREFIX = '$iaso:'

export function releaseOf(app: string): string | undefined {
  return (globalThis as Record<string, unknown>)[PREFIX + app] as string | undefined
}

/** The application that is meant where none is named. */
export function firstApp(): string {
  return (
    Object.getOwnPropertyNames(globalThis)
      .find(name => name.startsWith(PREFIX))
      ?.slice(PREFIX.length) ?? ''
  )
}
