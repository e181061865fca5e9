/** `node --import @iaso/runtime/serve server.js`: starts the service of a process that doesn't do so itself. */
import { startFromEnvironment } from './service/from-environment.js'

startFromEnvironment()
