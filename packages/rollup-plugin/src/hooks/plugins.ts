import { IasoError } from '@iaso/protocol'

/** A plugin of the user's configuration. */
export interface PluginChoice {
  readonly name?: string
  readonly version?: string
}

/** How the toolchain knows a plugin. */
export function toLabel({ name, version }: PluginChoice): string {
  return version === undefined ? String(name) : `${name}@${version}`
}

/** @throws IasoError IASO1105 */
export function checkOnce(plugins: readonly PluginChoice[]): void {
  if (plugins.filter(({ name }) => name === 'iaso').length > 1)
    throw new IasoError('IASO1105', { file: 'The configuration' })
}
