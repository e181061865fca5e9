/**
 * `npm run demo`: a web shop is released, a customer fills a cart, and bugs are repaired in the page that is open.
 *
 *     npm run demo                  opens Chromium where there is a display
 *     npm run demo -- --headless    doesn't; exits with 1 when something isn't as told
 *     npm run demo -- --keep        keeps the shop open at the end, to play with
 *
 * Nothing but Node's own modules may be imported here: a fresh clone has no others yet.
 */
import { parseArgs } from 'node:util'
import { prepare } from './prepare.mjs'
import { checks, title } from './print.mjs'

const { values: options } = parseArgs({
  options: { headless: { type: 'boolean', default: !hasDisplay() }, keep: { type: 'boolean', default: false } },
})

title('Iaso: a web shop is repaired while a customer is in it')
await prepare()
const { tellStory } = await import('./story.mjs')
await tellStory(options)
process.exitCode = checks.failed > 0 ? 1 : 0

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}
