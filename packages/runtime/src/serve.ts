/**
 * `node --import @iaso/runtime/serve server.js`: starts the service of a process that doesn't do so itself. `IASO_PATCHES` is the folder or URL of
 * the manifests, `IASO_INTERVAL` the milliseconds between two looks, `IASO_SIGNAL` the signal for a look, `IASO_PATIENCE` the
 * milliseconds that a realm may take to answer.
 */

import type { GroupResult } from './service/messages.js'
import { startService } from './service.js'

const { IASO_PATCHES: url, IASO_INTERVAL: interval, IASO_SIGNAL: signal, IASO_PATIENCE: patience } = process.env

startService({
  ...(url === undefined ? {} : { url }),
  ...(interval === undefined ? {} : { interval: Number(interval) }),
  ...(signal === undefined ? {} : { signal: signal as NodeJS.Signals }),
  ...(patience === undefined ? {} : { patience: Number(patience) }),
  onResult: say,
})

function say({ status, app, patch, realms, refused, ms }: GroupResult): void {
  const reasons = refused.map(({ pid, thread, code, args }) => `${code} in ${pid}/${thread}: ${args.join(', ')}`)
  const what = `[iaso] ${app} ${status}${patch === undefined ? '' : ` ${patch}`}`
  console.error([what, `${realms.length} realms`, `${ms.toFixed(1)} ms`, ...reasons].join(', '))
}
