import { type Joined, joined } from './member.js'
import type { GroupResult } from './messages.js'
import { startService } from './start.js'

/**
 * Starts a service, or joins the one that this thread or process was started in. `IASO_PATCHES` is the folder or URL of the manifests, `IASO_INTERVAL`
 * the milliseconds between two looks, `IASO_SIGNAL` the signal for a look, `IASO_PATIENCE` the milliseconds that a realm may take to answer.
 *
 * @returns this realm's half of it
 */
export function startFromEnvironment(): Joined | undefined {
  const { IASO_PATCHES: url, IASO_INTERVAL: interval, IASO_SIGNAL: signal, IASO_PATIENCE: patience } = process.env
  startService({
    ...(url === undefined ? {} : { url }),
    ...(interval === undefined ? {} : { interval: Number(interval) }),
    ...(signal === undefined ? {} : { signal: signal as NodeJS.Signals }),
    ...(patience === undefined ? {} : { patience: Number(patience) }),
    onResult: say,
  })
  return joined()
}

function say({ status, app, patch, realms, refused, ms }: GroupResult): void {
  const reasons = refused.map(({ pid, thread, code, args }) => `${code} in ${pid}/${thread}: ${args.join(', ')}`)
  const what = `[iaso] ${app} ${status}${patch === undefined ? '' : ` ${patch}`}`
  console.error([what, `${realms.length} realms`, `${ms.toFixed(1)} ms`, ...reasons].join(', '))
}
