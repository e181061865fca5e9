import type { IasoOptions } from '@iaso/build/options'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** `IASO_ENABLED=0`, `IASO_APP`, `IASO_SALT`, `IASO_DIRECTORY`; `IASO_INCLUDE` and `IASO_EXCLUDE` are globs with commas between them. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): IasoOptions {
  const options: Writable<IasoOptions> = {}
  for (const name of ['app', 'salt', 'directory'] as const) {
    const value = env[`IASO_${name.toUpperCase()}`]
    if (value) options[name] = value
  }
  for (const name of ['include', 'exclude'] as const) {
    const globs = env[`IASO_${name.toUpperCase()}`]?.split(',').filter(glob => glob !== '')
    if (globs && globs.length > 0) options[name] = globs
  }
  const enabled = env['IASO_ENABLED']
  if (enabled) options.enabled = !['0', 'false'].includes(enabled)
  return options
}
