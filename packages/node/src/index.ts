/**
 * Guards application modules as Node loads them.
 *
 * @example node --import @iaso/node app.js
 * @example node --require @iaso/node/register app.js
 */
import { readConfiguration } from './configuration/index.js'
import { installHooks } from './load/index.js'

const configuration = readConfiguration()
if (configuration.options.enabled !== false) installHooks(configuration)
